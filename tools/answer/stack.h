/* SPDX-License-Identifier: GPL-2.0 */
/* Call paths to drops. */
#ifndef _DROPSTAT_STACK_H
#define _DROPSTAT_STACK_H

/*
 * If the call path starts with a helper that only frees packets for its caller,
 * returns the name of the function that dropped the packet, or NULL if it is
 * unknown. Otherwise returns NULL: the location itself dropped the packet.
 */
const char *stack_dropper(const char *stack);

#endif /* _DROPSTAT_STACK_H */
