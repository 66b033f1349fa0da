/* SPDX-License-Identifier: GPL-2.0 */
/* Which conntrack entry a packet matches, and which it should have matched. */
#ifndef _DROPSTAT_CTMATCH_H
#define _DROPSTAT_CTMATCH_H

#include "lib/conntrack.h"

/* Buffer size for the text of a match */
#define CTMATCH_TEXT	1024

/* Differences between two tuples */
enum ctmatch_differ {
	CTMATCH_SADDR	= 0x1,
	CTMATCH_SPORT	= 0x2,
	CTMATCH_DADDR	= 0x4,
	CTMATCH_DPORT	= 0x8,
};

/**
 * struct ctmatch - the conntrack entries for a packet
 * @own: the entry that it matches; NULL if there is none
 * @expected: the entry that it nearly matches; NULL if there is none
 * @waited: the direction of @expected that it nearly matches
 * @differs: how it differs from @waited, enum ctmatch_differ
 */
struct ctmatch {
	const struct conntrack *own;
	const struct conntrack *expected;
	const struct tuple *waited;
	unsigned int differs;
};

/* Whether the packet can be matched against entries; it must have ports. */
bool ctmatch_can(const struct tuple *packet);
void ctmatch_find(struct ctmatch *match, const struct tuple *packet,
		  const struct conntrack *entries, size_t nr);
/*
 * "conntrack waits for UDP ...: the source address differs, ...". @match must
 * have an expected entry.
 */
void ctmatch_text(const struct ctmatch *match, const struct tuple *packet,
		  char text[CTMATCH_TEXT]);

#endif /* _DROPSTAT_CTMATCH_H */
