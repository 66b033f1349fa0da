/* SPDX-License-Identifier: GPL-2.0 */
/* Call paths to drops. */
#ifndef _DROPSTAT_STACK_H
#define _DROPSTAT_STACK_H

/*
 * Who dropped, where a call path begins with a helper that only frees for
 * others: the function, alone. NULL if it begins with none, so that it is the
 * location itself; or if nobody can know.
 */
const char *stack_dropper(const char *stack);

#endif /* _DROPSTAT_STACK_H */
