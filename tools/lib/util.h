/* SPDX-License-Identifier: GPL-2.0 */
/* Macros that kernel headers provide to kernel code. */
#ifndef _DROPSTAT_UTIL_H
#define _DROPSTAT_UTIL_H

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define __printf(text, first)	__attribute((format(printf, text, first)))
#define __noreturn		__attribute((noreturn))

#endif /* _DROPSTAT_UTIL_H */
