/* SPDX-License-Identifier: GPL-2.0 */
/* What an answer from the family dropstat reveals, and about which namespaces */
#ifndef _ANSWER_H
#define _ANSWER_H

#include <stdbool.h>
#include <stdint.h>
#include <libmnl/libmnl.h>

#include "place.h"

/**
 * struct answer - what an answer reveals
 * @error: an errno, or 0
 * @packets: packets of each place; the last entry is for all other namespaces
 * @seen: whether a row of the place was shown
 * @named: whether the place's address was in a message
 * @sum: packets in the totals
 * @machine: whether the totals had values for the whole machine
 * @settings: whether the configuration was shown
 * @leak: a kernel address in a message, or 0
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

/* The port ID of the socket, which the messages contain */
extern uint32_t answer_portid;
/* If not 0, this number is planted in every message. */
extern uint64_t answer_planted;

bool answer_add(struct answer *answer, struct nlmsghdr *nlh);
void answer_print(const struct answer *answer);

#endif /* _ANSWER_H */
