/* SPDX-License-Identifier: GPL-2.0 */
/* What the family dropstat has told, and of whom. */
#ifndef _ANSWER_H
#define _ANSWER_H

#include <stdbool.h>
#include <stdint.h>
#include <libmnl/libmnl.h>

#include "place.h"

/**
 * struct answer - what was told
 * @error: errno, or 0
 * @packets: of each place; the last is that of all others
 * @seen: whether there was a row of it
 * @named: whether its address was there
 * @sum: packets of totals
 * @machine: whether they were of the machine
 * @settings: whether there was a configuration
 * @leak: address of the kernel that was there
 */
struct answer {
	int error;
	uint64_t packets[PLACES_MAX + 1];
	bool seen[PLACES_MAX + 1];
	bool named[PLACES_MAX];
	uint64_t sum;
	bool machine;
	bool settings;
	uint64_t leak;
};

/* That of the socket, which is in the messages. */
extern uint32_t answer_portid;
/* If it is not 0: every message has this number in it. */
extern uint64_t answer_planted;

bool answer_look(struct answer *answer, struct nlmsghdr *nlh);
void answer_print(const struct answer *answer);

#endif /* _ANSWER_H */
