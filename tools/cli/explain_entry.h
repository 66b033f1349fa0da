/* SPDX-License-Identifier: GPL-2.0 */
/* Entries of explain.txt, printed. */
#ifndef _DROPSTAT_DESCRIBE_H
#define _DROPSTAT_DESCRIBE_H

#include "answer/explain.h"

/* In brief, with causes and what to check */
void describe_help(const struct explain *entry);

#endif /* _DROPSTAT_DESCRIBE_H */
