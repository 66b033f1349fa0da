// SPDX-License-Identifier: GPL-2.0
/*
 * Call paths. One is taken at the first hit of a site, and again each time that
 * its hits have doubled, so that many drops pay little for it.
 */
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/seqlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "table/table.h"

/* The tracepoint and we ourselves are on top, and of no interest. */
#define STACK_ABOVE	8

/*
 * Any context.
 * The location is the return address of the function that frees, but for one that
 * passes its own entry: then all that is not ours is shown.
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
 * dropstat_stack_take - keep how the present hit came about
 * @table: of this CPU
 * @site: in it, whose hit it is
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
