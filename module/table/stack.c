// SPDX-License-Identifier: GPL-2.0
/*
 * Records the call paths of sites: at a site's first hit, and again each time its
 * number of hits has doubled, so that the cost per drop stays small.
 */
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/seqlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "table/table.h"

/* Extra frames at the top, for the tracepoint and this module; not recorded. */
#define STACK_ABOVE	8

/*
 * Any context.
 * The location is normally a return address in the function that frees the skb. If
 * the function passes its own entry point instead, no frame matches, and the path
 * begins after our own frames.
 */
static unsigned int stack_start(const unsigned long *entries, unsigned int nr,
				u64 location)
{
	unsigned int i, ours = 0;

	for (i = 0; i < nr; i++) {
		if (entries[i] == location)
			return i;
		if (i == ours && within_module(entries[i], THIS_MODULE))
			ours++;
	}
	return ours;
}

/**
 * dropstat_stack_take - record the call path of the current hit
 * @table: table of this CPU
 * @site: site in @table that was hit
 *
 * Context: in the probe, with interrupts off.
 */
noinline void dropstat_stack_take(struct dropstat_table *table,
				  struct dropstat_site *site)
{
	unsigned long entries[STACK_ABOVE + DROPSTAT_STACK_FRAMES];
	u32 number = site - table->sites;
	struct dropstat_stack *stack;
	unsigned int i, nr, start;

	if (!table->stacks || number < DROPSTAT_SITES_RESERVED)
		return;
	nr = stack_trace_save(entries, ARRAY_SIZE(entries), 0);
	start = stack_start(entries, nr, site->key.location);
	nr = min_t(unsigned int, nr - start, DROPSTAT_STACK_FRAMES);
	stack = &table->stacks[number];
	raw_write_seqcount_begin(&site->seq);
	stack->nr = nr;
	for (i = 0; i < nr; i++)
		stack->frames[i] = entries[start + i];
	raw_write_seqcount_end(&site->seq);
}
