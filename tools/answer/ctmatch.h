/* SPDX-License-Identifier: GPL-2.0 */
/* Which entry of conntrack a packet is of, and which it should have been of. */
#ifndef _DROPSTAT_CTMATCH_H
#define _DROPSTAT_CTMATCH_H

#include "lib/conntrack.h"

/* Room for the text of a match */
#define CTMATCH_TEXT	1024

/* What two tuples differ in */
enum ctmatch_differ {
	CTMATCH_SADDR	= 0x1,
	CTMATCH_SPORT	= 0x2,
	CTMATCH_DADDR	= 0x4,
	CTMATCH_DPORT	= 0x8,
};

/**
 * struct ctmatch - what conntrack's entries say of a packet
 * @own: the entry that the packet is of; NULL if there is none
 * @expected: the entry that it is nearly, but not of; NULL if there is none
 * @waited: the direction of @expected that it is nearly of
 * @differs: enum ctmatch_differ, what the packet and @waited differ in
 */
struct ctmatch {
	const struct conntrack *own;
	const struct conntrack *expected;
	const struct tuple *waited;
	unsigned int differs;
};

/* Whether entries can be told from another by what rows have: by ports */
bool ctmatch_can(const struct tuple *packet);
void ctmatch_find(struct ctmatch *match, const struct tuple *packet,
		  const struct conntrack *entries, size_t nr);
/*
 * "conntrack waits for UDP ...: the source address differs, ...". There has to
 * be an expected entry.
 */
void ctmatch_text(const struct ctmatch *match, const struct tuple *packet,
		  char text[CTMATCH_TEXT]);

#endif /* _DROPSTAT_CTMATCH_H */
