// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/explain.h"
#include "top/cell.h"
#include "top/model.h"

static const char * const model_sort_names[MODEL_SORTS] = {
	[MODEL_RATE]	= "rate",
	[MODEL_PACKETS]	= "packets",
	[MODEL_LAST]	= "last",
};

const char *model_sort_name(enum model_sort sort)
{
	return model_sort_names[sort];
}

enum model_sort model_sort_find(const char *name)
{
	size_t len = strlen(name);
	enum model_sort sort;

	for (sort = 0; len && sort < MODEL_SORTS; sort++)
		if (!strncmp(model_sort_names[sort], name, len))
			return sort;
	return MODEL_SORTS;
}

struct level *model_level(struct model *model)
{
	return &model->levels[model->depth];
}

bool model_in_text(const struct model *model)
{
	return model->levels[model->depth].by == GROUP_NR;
}

/* Sites are enough if neither the filter nor any level uses the fields of flows. */
static bool model_needs_flows(const struct model *model)
{
	unsigned int i;

	if (model->filter[0])
		return true;
	for (i = 0; i <= model->depth; i++)
		if (group_needs_flows(model->levels[i].by))
			return true;
	return false;
}

static bool model_below(const struct model *model, const struct entry *entry)
{
	struct key key;
	unsigned int i;

	for (i = 0; i < model->depth; i++) {
		key_set(&key, entry->drop, group_keys(model->levels[i].by));
		if (!key_equal(&key, &model->levels[i].chosen))
			return false;
	}
	return true;
}

static bool model_hidden(struct model *model, const struct entry *entry)
{
	if (model->all)
		return false;
	if (entry->key.class != DROPSTAT_CLASS_PACKET)
		return true;
	if (!entry->noise)
		return false;
	model->noise.packets += entry->packets;
	model->noise.delta += entry->delta;
	model->noise.rows += entry->rows;
	return true;
}

static bool model_shows(struct model *model, const struct entry *entry)
{
	return model_below(model, entry) &&
	       (!model->filter[0] || cell_find(entry, model->filter)) &&
	       !model_hidden(model, entry);
}

static int model_compare_number(uint64_t a, uint64_t b)
{
	return a > b ? -1 : a < b;
}

/* Breaks ties, so that the same rows are always in the same order. */
static int model_compare_rest(const struct entry *a, const struct entry *b)
{
	int order = model_compare_number(a->packets, b->packets);

	if (!order)
		order = strcmp(a->drop->reason, b->drop->reason);
	if (!order)
		order = strcmp(a->drop->iface, b->drop->iface);
	if (!order)
		order = strcmp(a->drop->location, b->drop->location);
	return order ? order : memcmp(&a->key, &b->key, sizeof(a->key));
}

static int model_compare(const void *a, const void *b, void *data)
{
	const struct entry *x = a, *y = b;
	const struct model *model = data;
	int order = 0;

	if (model->sort == MODEL_RATE)
		order = model_compare_number(x->delta, y->delta);
	else if (model->sort == MODEL_LAST)
		order = -model_compare_number(x->last, y->last);
	return order ? order : model_compare_rest(x, y);
}

/* Collects the rows to show, before they are grouped. */
static bool model_collect(const struct tally *from, struct model *model,
			  struct tally *parts)
{
	size_t i;

	for (i = 0; i < from->nr; i++)
		if (model_shows(model, &from->entries[i]) &&
		    !tally_add(parts, &from->entries[i].key, &from->entries[i]))
			return false;
	return true;
}

/* Marks groups whose drops have different meanings. */
static void model_mark_meanings(struct tally *rows, const struct tally *parts,
				unsigned int keys)
{
	const struct drop *drop;
	struct entry *entry;
	struct key key;
	size_t i;

	for (i = 0; i < parts->nr; i++) {
		drop = parts->entries[i].drop;
		key_set(&key, drop, keys);
		entry = tally_find(rows, &key);
		if (entry->drop->reason != drop->reason ||
		    entry->drop->location != drop->location)
			entry->mixed_meaning |=
				explain_drop(drop->reason, drop->location) !=
				explain_drop(entry->drop->reason,
					     entry->drop->location);
	}
}

static bool model_make_rows(struct model *model, enum group_by by)
{
	const struct picture *picture = model->picture;
	unsigned int keys = group_keys(by);
	struct tally parts = {};
	bool done;

	done = model_collect(model_needs_flows(model) ? &picture->flows :
							&picture->sites,
			     model, &parts) &&
	       tally_group(&model->rows, &parts, keys);
	if (done)
		model_mark_meanings(&model->rows, &parts, keys);
	tally_free(&parts);
	return done;
}

/* If the chosen row is gone, the cursor stays at the same position. */
static void model_find_chosen(struct model *model)
{
	struct level *level = model_level(model);
	size_t i, last = model->rows.nr ? model->rows.nr - 1 : 0;

	if (!level->held)
		level->at = 0;
	for (i = 0; level->held && i < model->rows.nr; i++) {
		if (key_equal(&model->rows.entries[i].key, &level->chosen)) {
			level->at = i;
			return;
		}
	}
	if (level->at > last)
		level->at = last;
	if (model->rows.nr)
		level->chosen = model->rows.entries[level->at].key;
}

/* A text describes the row chosen on the level above, and has no cursor. */
static bool model_rebuild(struct model *model)
{
	enum group_by by = model_level(model)->by;

	tally_free(&model->rows);
	memset(&model->noise, 0, sizeof(model->noise));
	if (!model->picture)
		return true;
	if (by == GROUP_NR)
		by = model->levels[model->depth - 1].by;
	if (!model_make_rows(model, by))
		return false;
	if (model->rows.nr)
		qsort_r(model->rows.entries, model->rows.nr,
			sizeof(*model->rows.entries), model_compare, model);
	if (!model_in_text(model))
		model_find_chosen(model);
	return true;
}

static void model_restart(struct model *model)
{
	memset(model->levels, 0, sizeof(model->levels));
	model->levels[0].by = model->by;
	model->depth = 0;
	model_rebuild(model);
}

void model_init(struct model *model, enum group_by by, enum model_sort sort)
{
	memset(model, 0, sizeof(*model));
	model->by = by;
	model->sort = sort;
	model_restart(model);
}

bool model_update(struct model *model, struct picture *picture)
{
	struct picture *old = model->picture;

	if (!picture_follow(picture, old)) {
		picture_free(picture);
		return false;
	}
	model->picture = picture;
	picture_free(old);
	return model_rebuild(model);
}

bool model_group(struct model *model, enum group_by by)
{
	model->by = by;
	model_restart(model);
	return true;
}

bool model_order(struct model *model, enum model_sort sort)
{
	model->sort = sort;
	return model_rebuild(model);
}

bool model_show_all(struct model *model, bool all)
{
	model->all = all;
	return model_rebuild(model);
}

bool model_filter(struct model *model, const char *text)
{
	snprintf(model->filter, sizeof(model->filter), "%s", text);
	return model_rebuild(model);
}

static enum group_by model_next(const struct model *model)
{
	enum group_by by = model->levels[model->depth].by;

	if (by == GROUP_FLOW)
		return GROUP_NR;
	return by == GROUP_SITE ? GROUP_FLOW : GROUP_SITE;
}

bool model_enter(struct model *model, bool text)
{
	enum group_by next = text ? GROUP_NR : model_next(model);
	struct level *level = model_level(model);

	if (model_in_text(model) || !model->rows.nr)
		return false;
	level->held = true;
	level->entered = *model->rows.entries[level->at].drop;
	model->depth++;
	memset(model_level(model), 0, sizeof(*level));
	model_level(model)->by = next;
	return model_rebuild(model);
}

bool model_back(struct model *model)
{
	if (!model->depth)
		return false;
	model->depth--;
	return model_rebuild(model);
}

bool model_move(struct model *model, long rows)
{
	struct level *level = model_level(model);
	size_t *where = model_in_text(model) ? &level->top : &level->at;
	long at = (long)*where + rows;
	size_t before = *where;

	if (at < 0)
		at = 0;
	*where = at;
	if (model_in_text(model))
		return *where != before;
	if (*where >= model->rows.nr)
		*where = model->rows.nr ? model->rows.nr - 1 : 0;
	if (model->rows.nr)
		level->chosen = model->rows.entries[*where].key;
	level->held = true;
	return *where != before;
}

bool model_home(struct model *model)
{
	struct level *level = model_level(model);

	level->held = false;
	level->top = 0;
	return model_rebuild(model);
}

bool model_end(struct model *model)
{
	return model_move(model, INT32_MAX);
}

const struct entry *model_chosen(const struct model *model)
{
	const struct level *level = &model->levels[model->depth];

	if (model_in_text(model))
		return model->rows.nr ? model->rows.entries : NULL;
	return level->at < model->rows.nr ? &model->rows.entries[level->at] :
					    NULL;
}

void model_page(struct model *model, size_t nr, size_t height)
{
	struct level *level = model_level(model);

	if (!model_in_text(model)) {
		if (level->at < level->top)
			level->top = level->at;
		if (height && level->at >= level->top + height)
			level->top = level->at - height + 1;
	}
	if (level->top + height > nr)
		level->top = nr > height ? nr - height : 0;
}

static void model_flow_name(const struct entry *entry, char *name)
{
	char proto[CELL_TEXT], source[CELL_TEXT], destination[CELL_TEXT];

	if (entry->key.any) {
		snprintf(name, CELL_TEXT, "drops without a flow row");
		return;
	}
	cell_text(CELL_PROTO, entry, NULL, proto);
	cell_text(CELL_SOURCE, entry, NULL, source);
	cell_text(CELL_DESTINATION, entry, NULL, destination);
	snprintf(name, CELL_TEXT, "%.32s %.64s -> %.64s", proto, source,
		 destination);
}

static void model_site_name(const struct entry *entry, char *name)
{
	char netns[CELL_TEXT], iface[CELL_TEXT], reason[CELL_TEXT];
	char location[CELL_TEXT];

	cell_text(CELL_NETNS, entry, NULL, netns);
	cell_text(CELL_IFACE, entry, NULL, iface);
	cell_text(CELL_REASON, entry, NULL, reason);
	cell_text(CELL_LOCATION, entry, NULL, location);
	snprintf(name, CELL_TEXT, "%.64s %.32s %.64s %.128s", netns, iface,
		 reason, location);
}

/* The name of a site already contains the names of most groups. */
bool model_step(const struct model *model, unsigned int number, char *name)
{
	const struct level *level = &model->levels[number];
	struct entry entry = { .key = level->chosen, .drop = &level->entered };

	if (number + 1 < model->depth && level->by < GROUP_PROTO)
		return false;
	if (level->by < GROUP_FLOW)
		cell_text(cell_of(level->by), &entry, NULL, name);
	else if (level->by == GROUP_SITE)
		model_site_name(&entry, name);
	else
		model_flow_name(&entry, name);
	return true;
}

void model_path(const struct model *model, char *buf, size_t size)
{
	char name[CELL_TEXT];
	size_t len = 0;
	unsigned int i;

	buf[0] = '\0';
	for (i = 0; i < model->depth && len < size; i++)
		if (model_step(model, i, name))
			len += snprintf(buf + len, size - len, "%s%s",
					len ? ", " : "", name);
}

void model_free(struct model *model)
{
	tally_free(&model->rows);
	picture_free(model->picture);
	model->picture = NULL;
}
