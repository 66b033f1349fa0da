/* SPDX-License-Identifier: GPL-2.0 */
/* What conntrack recorded about a packet, as text. */
#ifndef _DROPSTAT_CONNTRACK_H
#define _DROPSTAT_CONNTRACK_H

#include "lib/tuple.h"

/* Buffer sizes */
#define CONNTRACK_WORDS	64
#define CONNTRACK_TEXT	512

/* "NEW", "ESTABLISHED", "REPLY", ...; "?" for a state added by a newer module */
const char *conntrack_state(const struct conntrack *ct);
/* Whether a reply was seen; if not, conntrack(8) shows UNREPLIED. */
bool conntrack_replied(const struct conntrack *ct);
bool conntrack_assured(const struct conntrack *ct);
/* Whether the connection is, or was, in conntrack's table */
bool conntrack_confirmed(const struct conntrack *ct);
/* False if the packet was exempt from tracking */
bool conntrack_tracked(const struct conntrack *ct);

/* "NEW, UNREPLIED" */
void conntrack_words(const struct conntrack *ct, char text[CONNTRACK_WORDS]);
/* The same, with both directions and anything unusual */
void conntrack_text(const struct conntrack *ct, char text[CONNTRACK_TEXT]);

#endif /* _DROPSTAT_CONNTRACK_H */
