/* SPDX-License-Identifier: GPL-2.0 */
/* Some kernels are built without stack traces; distribution kernels have them. */
#ifndef _DROPSTAT_COMPAT_LINUX_STACKTRACE_H
#define _DROPSTAT_COMPAT_LINUX_STACKTRACE_H

#include_next <linux/stacktrace.h>

#ifndef CONFIG_STACKTRACE
static inline unsigned int stack_trace_save(unsigned long *store,
					    unsigned int size,
					    unsigned int skipnr)
{
	return 0;
}
#endif

#endif /* _DROPSTAT_COMPAT_LINUX_STACKTRACE_H */
