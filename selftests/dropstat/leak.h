/* SPDX-License-Identifier: GPL-2.0 */
/* Find kernel addresses in data from the kernel. */
#ifndef _LEAK_H
#define _LEAK_H

#include <stddef.h>
#include <stdint.h>

uint64_t leak_find(const void *data, size_t size);

#endif /* _LEAK_H */
