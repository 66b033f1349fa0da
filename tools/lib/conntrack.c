// SPDX-License-Identifier: GPL-2.0
/* What conntrack recorded about a packet, in the terms of conntrack(8). */
#include <linux/netfilter/nf_conntrack_common.h>
#include <stdio.h>
#include <string.h>

#include "lib/conntrack.h"

static const char * const conntrack_states[] = {
	[DROPSTAT_CONNTRACK_STATE_NEW]			= "NEW",
	[DROPSTAT_CONNTRACK_STATE_ESTABLISHED]		= "ESTABLISHED",
	[DROPSTAT_CONNTRACK_STATE_REPLY]		= "REPLY",
	[DROPSTAT_CONNTRACK_STATE_RELATED]		= "RELATED",
	[DROPSTAT_CONNTRACK_STATE_RELATED_REPLY]	= "RELATED_REPLY",
	[DROPSTAT_CONNTRACK_STATE_UNTRACKED]		= "UNTRACKED",
};

const char *conntrack_state(const struct conntrack *ct)
{
	return ct->state <= DROPSTAT_CONNTRACK_STATE_MAX ?
		conntrack_states[ct->state] : "?";
}

bool conntrack_replied(const struct conntrack *ct)
{
	return ct->status & IPS_SEEN_REPLY;
}

bool conntrack_assured(const struct conntrack *ct)
{
	return ct->status & IPS_ASSURED;
}

bool conntrack_confirmed(const struct conntrack *ct)
{
	return ct->status & IPS_CONFIRMED;
}

bool conntrack_tracked(const struct conntrack *ct)
{
	return ct->state != DROPSTAT_CONNTRACK_STATE_UNTRACKED;
}

void conntrack_words(const struct conntrack *ct, char text[CONNTRACK_WORDS])
{
	const char *more = "";

	if (conntrack_tracked(ct) && !conntrack_replied(ct))
		more = ", UNREPLIED";
	else if (conntrack_tracked(ct) && conntrack_assured(ct))
		more = ", ASSURED";
	snprintf(text, CONNTRACK_WORDS, "%s%s", conntrack_state(ct), more);
}

static void conntrack_rest(const struct conntrack *ct, char *text, size_t size)
{
	size_t length = 0;

	*text = '\0';
	if (!conntrack_confirmed(ct))
		length += snprintf(text, size, ", not in its table");
	if (ct->zone)
		length += snprintf(text + length, size - length, ", zone %u",
				   ct->zone);
	if (ct->mark)
		snprintf(text + length, size - length, ", mark 0x%x", ct->mark);
}

void conntrack_text(const struct conntrack *ct, char text[CONNTRACK_TEXT])
{
	char words[CONNTRACK_WORDS], orig[TUPLE_FLOW], reply[TUPLE_FLOW];
	char rest[CONNTRACK_WORDS];

	conntrack_words(ct, words);
	if (!conntrack_tracked(ct)) {
		snprintf(text, CONNTRACK_TEXT, "%s", words);
		return;
	}
	tuple_flow(&ct->orig, orig);
	tuple_flow(&ct->reply, reply);
	conntrack_rest(ct, rest, sizeof(rest));
	snprintf(text, CONNTRACK_TEXT, "%s, orig %s, reply %s%s", words, orig,
		 reply, rest);
}
