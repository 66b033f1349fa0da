// SPDX-License-Identifier: GPL-2.0
/*
 * The flows of a table: the weights that decide which flows keep their rows.
 *
 * Each set is a Space-Saving summary (Metwally, Agrawal, El Abbadi 2005) of the
 * drops that hash to it. A flow that is not in its set takes the row of the flow
 * with the least weight, and starts with that weight. Let D be the number of
 * drops of the set. Then the weights add up to D, and a flow weighs at least as
 * much as it had drops. The least weight is at most D/8, and a flow that is not
 * in the set had at most that many drops. So a flow with more than D/8 drops is
 * in the set.
 *
 * Weights age: they are halved with every half-life that passes. Halving all
 * weights of a set at once changes none of the above if D counts each drop half
 * as much for each half-life since then. A flow that was heavy once loses its
 * row when others have become heavier by that measure, and not before. Rounding
 * up adds less than two to each weight in total. So, with ageing:
 *
 *	A flow with more than D/8 + 2 of the drops of its set is in the table,
 *	where all drops count as they do after ageing.
 *
 * A weight that overflows ages its set early, as if a half-life had passed for
 * that set. This takes 2^32 drops of one flow.
 *
 * What is shown for a flow does not age: packets is exact since the flow got its
 * row, and error bounds the hits before. A flow that has lost its row had at most
 * packets + error of that row. The site keeps the largest such sum as its floor,
 * and a flow that gets a row starts with the floor as its error. Without ageing,
 * the floor is about as large as the least weights. With ageing, it is larger
 * once an old heavy flow of the site has lost its row. This always holds:
 *
 *	packets <= true count since load or flush <= packets + error
 *
 * The floor belongs to the site and not to the set, although that would be
 * smaller, so that an error reveals nothing about the drops of another netns.
 */
#include <linux/kernel.h>
#include <linux/math64.h>

#include "table/table.h"

/**
 * dropstat_flow_epoch - begin a new epoch
 * @table: table of this CPU, whose epoch has ended
 * @now: jiffies
 *
 * Each set catches up when it is next hit.
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
 * Rounds up, so that a flow never weighs less than its aged drops.
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
 * @table: table of this CPU
 * @set: set in @table
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
 * dropstat_flow_overflow - age a set early
 * @set: set in the table of this CPU
 * @way: way of the flow whose weight has just become 0 instead of 2^32
 *
 * Context: in the probe, with interrupts off.
 */
void dropstat_flow_overflow(struct dropstat_set *set, int way)
{
	set->weight[way] = U32_MAX;
	flow_age(set, 1);
}
