// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "answer/explain.h"
#include "top/picture.h"

/* How far the kernel's clock and ours may drift apart between two pictures */
#define PICTURE_SKEW_MS	1000

/* Noise depends only on the site, and there are many flows: look it up by site. */
static void picture_mark(struct picture *picture)
{
	struct entry *entry, *site;
	struct key key;
	size_t i;

	for (i = 0; i < picture->sites.nr; i++) {
		entry = &picture->sites.entries[i];
		entry->noise = explain_noise(entry->drop->reason,
					     entry->drop->location);
	}
	for (i = 0; i < picture->flows.nr; i++) {
		entry = &picture->flows.entries[i];
		key_set(&key, entry->drop, ROW_SITE);
		site = tally_find(&picture->sites, &key);
		entry->noise = site ? site->noise :
			explain_noise(entry->drop->reason,
				      entry->drop->location);
	}
}

static void picture_sum(struct picture *picture)
{
	const struct entry *entry;
	size_t i;

	for (i = 0; i < picture->sites.nr; i++) {
		entry = &picture->sites.entries[i];
		/* A class that a newer module has added */
		if (entry->key.class > DROPSTAT_CLASS_MAX)
			continue;
		picture->packets[entry->key.class] += entry->packets;
	}
	for (i = 0; i < picture->flows.nr; i++) {
		entry = &picture->flows.entries[i];
		if (entry->key.any &&
		    entry->key.class == DROPSTAT_CLASS_PACKET)
			picture->evicted += entry->packets;
	}
}

bool picture_build(struct picture *picture)
{
	const struct drop_list *sites = &picture->site_rows;

	/* /proc has no sites, but its flows and rests add up to them. */
	if (picture->proc)
		sites = &picture->flow_rows;
	if (!tally_list(&picture->sites, sites, ROW_SITE) ||
	    !tally_list(&picture->flows, &picture->flow_rows, ROW_ALL))
		return false;
	picture_mark(picture);
	picture_sum(picture);
	return true;
}

static uint64_t picture_delta(uint64_t packets, uint64_t before)
{
	return packets < before ? packets : packets - before;
}

static void picture_follow_rows(struct tally *now, const struct tally *old)
{
	struct entry *entry, *before;
	size_t i;

	for (i = 0; i < now->nr; i++) {
		entry = &now->entries[i];
		before = tally_find(old, &entry->key);
		entry->delta = picture_delta(entry->packets,
					     before ? before->packets : 0);
	}
}

/* Sums flows by site, without the deltas of rests, which are not known yet. */
static bool picture_books(struct tally *books, const struct tally *flows)
{
	struct entry part;
	struct key key;
	size_t i;

	for (i = 0; i < flows->nr; i++) {
		part = flows->entries[i];
		if (part.key.any)
			part.delta = 0;
		key_set(&key, part.drop, ROW_SITE);
		if (!tally_add(books, &key, &part))
			return false;
	}
	return true;
}

/*
 * When a flow is evicted, its packets move to the rest of its site. They are not
 * new drops, so the delta of the rest is the growth of the site minus the growth of
 * its flows.
 */
static void picture_follow_rests(struct tally *flows, const struct tally *books,
				 const struct tally *books_old)
{
	struct entry *entry, *site, *before;
	uint64_t delta;
	struct key key;
	size_t i;

	for (i = 0; i < flows->nr; i++) {
		entry = &flows->entries[i];
		if (!entry->key.any)
			continue;
		key_set(&key, entry->drop, ROW_SITE);
		site = tally_find(books, &key);
		before = tally_find(books_old, &key);
		delta = picture_delta(site->packets,
				      before ? before->packets : 0);
		entry->delta = delta > site->delta ? delta - site->delta : 0;
	}
}

static bool picture_follow_flows(struct tally *now, const struct tally *old)
{
	struct tally books = { 0 }, books_old = { 0 };
	bool done;

	picture_follow_rows(now, old);
	done = picture_books(&books, now) && picture_books(&books_old, old);
	if (done)
		picture_follow_rests(now, &books, &books_old);
	tally_free(&books);
	tally_free(&books_old);
	return done;
}

/* Whether the module was reloaded between the two pictures */
static bool picture_restarted(const struct picture *now,
			      const struct picture *old)
{
	if (!now->has_totals || !old->has_totals)
		return false;
	return now->when - now->totals.uptime >
		old->when - old->totals.uptime + PICTURE_SKEW_MS;
}

bool picture_follow(struct picture *picture, const struct picture *old)
{
	size_t i;

	picture->interval = 0;
	if (!old || old->scope != picture->scope || old->proc != picture->proc ||
	    old->when >= picture->when || picture_restarted(picture, old))
		return true;
	picture_follow_rows(&picture->sites, &old->sites);
	if (!picture_follow_flows(&picture->flows, &old->flows))
		return false;
	picture->interval = picture->when - old->when;
	for (i = 0; i < picture->sites.nr; i++)
		if (picture->sites.entries[i].key.class ==
		    DROPSTAT_CLASS_PACKET)
			picture->delta += picture->sites.entries[i].delta;
	return true;
}

void picture_stacks(struct picture *picture, const struct drop_list *list)
{
	struct entry *site;
	struct key key;
	size_t i;

	for (i = 0; i < list->nr; i++) {
		key_set(&key, &list->drops[i], ROW_SITE);
		site = tally_find(&picture->sites, &key);
		if (site)
			site->stack = list->drops[i].stack;
	}
}

const char *picture_stack(const struct picture *picture,
			  const struct drop *drop)
{
	const struct entry *site;
	struct key key;

	key_set(&key, drop, ROW_SITE);
	site = tally_find(&picture->sites, &key);
	return site ? site->stack : NULL;
}

double picture_rate(const struct picture *picture, uint64_t delta)
{
	if (!picture->interval)
		return -1;
	return delta * 1000.0 / picture->interval;
}

void picture_free(struct picture *picture)
{
	if (!picture)
		return;
	drop_list_free(&picture->site_rows);
	drop_list_free(&picture->flow_rows);
	tally_free(&picture->sites);
	tally_free(&picture->flows);
	free(picture);
}
