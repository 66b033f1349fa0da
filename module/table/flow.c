// SPDX-License-Identifier: GPL-2.0
/*
 * Flows of a table: the weights that decide which of them keep a row.
 *
 * Each set is a Space-Saving summary (Metwally, Agrawal, El Abbadi 2005) of the
 * drops that hash to it. A flow that is not in its set takes the row of the one
 * with the least weight, and that weight as its own start. So, with D the drops
 * of the set: the weights add up to D, a flow weighs no less than it had drops,
 * the least weighs D/8 at most, and a flow that is not there had no more than
 * the least weighs. A flow with more than D/8 drops is there.
 *
 * Weights age: they halve with every half-life that passes. Halving all of a
 * set at once changes nothing in the above, if D counts each drop half as much
 * for each half-life since. A flow that was heavy once gives its row away when
 * others have become heavier by that measure, and not before. Weights are
 * rounded up, by less than two each in all, so that, with ageing, there is:
 *
 *	A flow with more than D/8 + 2 of the drops of its set is in the table,
 *	D being those drops as they count after ageing.
 *
 * A weight that is full ages its set before the time, which then counts as if
 * a half-life had passed for it: that takes 2^32 drops of one flow.
 *
 * What is shown of a flow does not age: packets is exact since the insertion,
 * and error bounds what may have been before. No flow without a row ever had
 * more than packets + error of the row that it lost; the site keeps the largest
 * of these as its floor, and a newcomer has that as its error. Without ageing
 * it is about as large as the least weights are. With it, the error is larger
 * once an old heavy flow of the site went. It is always true:
 *
 *	packets <= true count since load <= packets + error
 *
 * The floor is the site's and not the set's, although that would be less, so
 * that nobody learns from an error what was dropped in another netns.
 */
#include <linux/kernel.h>
#include <linux/math64.h>

#include "table/table.h"

/**
 * dropstat_flow_epoch - begin a new epoch
 * @table: of this CPU, whose epoch has ended
 * @now: jiffies
 *
 * Sets learn of it when they are next hit.
 *
 * Context: in the probe, with interrupts off.
 */
void dropstat_flow_epoch(struct dropstat_table *table, u64 now)
{
	u64 passed = 1 + div64_u64(now - table->epoch_end, table->halflife);

	table->epoch += passed;
	table->epoch_end += passed * table->halflife;
}

/*
 * Must be called with interrupts off, on the set's CPU.
 * Rounded up, so that a flow never weighs less than its drops count.
 */
static void flow_age(struct dropstat_set *set, u32 halvings)
{
	u32 shift = min(halvings, 31u);
	int way;

	for (way = 0; way < DROPSTAT_FLOW_WAYS; way++)
		set->weight[way] = ((u64)set->weight[way] + BIT(shift) - 1) >>
				   shift;
}

/**
 * dropstat_flow_catch_up - age a set that has not been hit for a while
 * @table: of this CPU
 * @set: in it
 *
 * Context: in the probe, with interrupts off.
 */
void dropstat_flow_catch_up(const struct dropstat_table *table,
			    struct dropstat_set *set)
{
	flow_age(set, table->epoch - set->epoch);
	set->epoch = table->epoch;
}

/**
 * dropstat_flow_overflow - age a set before its time
 * @set: of this CPU
 * @way: of the flow whose weight has just become 0 instead of 2^32
 *
 * Context: in the probe, with interrupts off.
 */
void dropstat_flow_overflow(struct dropstat_set *set, int way)
{
	set->weight[way] = U32_MAX;
	flow_age(set, 1);
}
