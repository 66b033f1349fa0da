/* SPDX-License-Identifier: GPL-2.0 */
/* Prints entries of explain.txt. */
#ifndef _DROPSTAT_EXPLAIN_ENTRY_H
#define _DROPSTAT_EXPLAIN_ENTRY_H

#include "answer/explain.h"

/* "reason" or "location" */
const char *entry_kind(const struct explain *entry);
/* Prints all fields. */
void entry_print(const struct explain *entry);
void entry_print_json(const struct explain *entry);
/* Prints the brief meaning, the causes and what to check. */
void entry_print_help(const struct explain *entry);

#endif /* _DROPSTAT_EXPLAIN_ENTRY_H */
