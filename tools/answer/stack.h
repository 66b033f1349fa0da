/* SPDX-License-Identifier: GPL-2.0 */
/* Call paths to drops. */
#ifndef _DROPSTAT_STACK_H
#define _DROPSTAT_STACK_H

/*
 * The name of the function that dropped the packet, if the call path starts
 * with a helper that only frees packets for its caller. NULL if it does not,
 * because the location itself dropped the packet; or if the function is
 * unknown.
 */
const char *stack_dropper(const char *stack);

#endif /* _DROPSTAT_STACK_H */
