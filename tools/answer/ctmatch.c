// SPDX-License-Identifier: GPL-2.0
/*
 * Which conntrack entry a packet matches, and which one it should have matched.
 * If a reply comes from a different address or port than the request was sent to,
 * conntrack sees a separate flow, and the request's entry still waits for a reply.
 */
#include <stdio.h>
#include <string.h>

#include "answer/ctmatch.h"

#define CTMATCH_SOURCE		(CTMATCH_SADDR | CTMATCH_SPORT)
#define CTMATCH_DESTINATION	(CTMATCH_DADDR | CTMATCH_DPORT)
/* The tuples have nothing in common. */
#define CTMATCH_ALL		(CTMATCH_SOURCE | CTMATCH_DESTINATION)

/* ICMP rows lack the identifier that conntrack uses to tell echoes apart. */
bool ctmatch_can(const struct tuple *packet)
{
	switch (packet->l4proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		return packet->family && packet->has_ports;
	}
	return false;
}

static unsigned int ctmatch_differs(const struct tuple *a,
				    const struct tuple *b)
{
	size_t size = a->family == AF_INET ? sizeof(struct in_addr) :
					     sizeof(struct in6_addr);
	unsigned int differs = 0;

	if (a->family != b->family || a->l4proto != b->l4proto)
		return CTMATCH_ALL;
	if (memcmp(&a->saddr, &b->saddr, size))
		differs |= CTMATCH_SADDR;
	if (memcmp(&a->daddr, &b->daddr, size))
		differs |= CTMATCH_DADDR;
	if (a->sport != b->sport)
		differs |= CTMATCH_SPORT;
	if (a->dport != b->dport)
		differs |= CTMATCH_DPORT;
	return differs;
}

static bool ctmatch_one_addr(unsigned int differs)
{
	return differs == CTMATCH_SADDR || differs == CTMATCH_DADDR;
}

/*
 * Returns 0 if they are not similar; otherwise, lower is better. Fewer differences
 * rank first, then entries that have not been answered, then near matches of the
 * reply direction. The original direction is similar only if the entry has been
 * answered and one address differs: this excludes other clients of a server and
 * other connections of a client.
 */
static unsigned int ctmatch_rank(const struct conntrack *entry, bool reply,
				 unsigned int differs)
{
	bool replied = conntrack_replied(entry);

	if (!differs || (!reply && !replied))
		return 0;
	if (!ctmatch_one_addr(differs) &&
	    (!reply || differs & CTMATCH_DESTINATION))
		return 0;
	return __builtin_popcount(differs) * 4 + replied * 2 + !reply;
}

static void ctmatch_try(struct ctmatch *match, unsigned int *best,
			const struct conntrack *entry, bool reply,
			unsigned int differs)
{
	unsigned int rank = ctmatch_rank(entry, reply, differs);

	if (!rank || (match->expected && rank >= *best))
		return;
	*best = rank;
	match->expected = entry;
	match->waited = reply ? &entry->reply : &entry->orig;
	match->differs = differs;
}

void ctmatch_find(struct ctmatch *match, const struct tuple *packet,
		  const struct conntrack *entries, size_t nr)
{
	unsigned int best = 0, orig, reply;
	size_t i;

	memset(match, 0, sizeof(*match));
	for (i = 0; ctmatch_can(packet) && i < nr; i++) {
		orig = ctmatch_differs(packet, &entries[i].orig);
		reply = ctmatch_differs(packet, &entries[i].reply);
		if (!orig || !reply) {
			match->own = &entries[i];
			continue;
		}
		ctmatch_try(match, &best, &entries[i], true, reply);
		ctmatch_try(match, &best, &entries[i], false, orig);
	}
}

/* The address of one end, without its port */
static void ctmatch_addr(const struct tuple *tuple, bool source,
			 char text[TUPLE_TEXT])
{
	struct tuple alone = *tuple;

	alone.has_ports = false;
	tuple_end(&alone, source, text);
}

/* The part of @tuple that differs, as short as possible */
static void ctmatch_part(const struct tuple *tuple, unsigned int differs,
			 char text[TUPLE_TEXT])
{
	switch (differs) {
	case CTMATCH_SADDR:
	case CTMATCH_DADDR:
		ctmatch_addr(tuple, differs == CTMATCH_SADDR, text);
		break;
	case CTMATCH_SPORT:
		snprintf(text, TUPLE_TEXT, "%u", tuple->sport);
		break;
	default:
		tuple_end(tuple, true, text);
	}
}

/**
 * struct ctmatch_word - how to describe a difference
 * @differs: the difference, enum ctmatch_differ
 * @differ: what differs
 * @same: what is the same
 */
struct ctmatch_word {
	unsigned int differs;
	const char *differ;
	const char *same;
};

static const struct ctmatch_word *ctmatch_word(unsigned int differs)
{
	static const struct ctmatch_word words[] = {
		{ CTMATCH_SADDR, "the source address differs",
		  "the ports are the same" },
		{ CTMATCH_DADDR, "the destination address differs",
		  "the ports are the same" },
		{ CTMATCH_SPORT, "the source port differs",
		  "the addresses are the same" },
		{ CTMATCH_SOURCE, "the source address and port differ",
		  "the destination is the same" },
	};
	const struct ctmatch_word *word = words;

	/* ctmatch_rank() accepts no other difference. */
	while (word->differs != differs && word->differs != CTMATCH_SOURCE)
		word++;
	return word;
}

/* The expected tuple, and the other direction to identify the connection */
static void ctmatch_entry(const struct ctmatch *match,
			  char text[CONNTRACK_TEXT])
{
	const struct conntrack *entry = match->expected;
	bool reply = match->waited == &entry->reply;
	const struct tuple *other = reply ? &entry->orig : &entry->reply;
	char waited[TUPLE_FLOW], source[TUPLE_TEXT], destination[TUPLE_TEXT];
	char words[CONNTRACK_WORDS];

	tuple_flow(match->waited, waited);
	tuple_end(other, true, source);
	tuple_end(other, false, destination);
	conntrack_words(entry, words);
	/* Every unreplied entry is NEW, so the state is left out. */
	snprintf(text, CONNTRACK_TEXT, "%s %s (%s, %s %s to %s)",
		 reply ? "waits for" : "has an entry for", waited,
		 conntrack_replied(entry) ? words : "UNREPLIED",
		 reply ? "from" : "answered from", source, destination);
}

void ctmatch_text(const struct ctmatch *match, const struct tuple *packet,
		  char text[CTMATCH_TEXT])
{
	const struct ctmatch_word *word = ctmatch_word(match->differs);
	char entry[CONNTRACK_TEXT], has[TUPLE_TEXT], wanted[TUPLE_TEXT];

	ctmatch_entry(match, entry);
	ctmatch_part(packet, match->differs, has);
	ctmatch_part(match->waited, match->differs, wanted);
	snprintf(text, CTMATCH_TEXT, "conntrack %s: %s, %s instead of %s; %s",
		 entry, word->differ, has, wanted, word->same);
}
