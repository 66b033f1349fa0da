// SPDX-License-Identifier: GPL-2.0
/*
 * Maintains the weights that decide which flows of a table keep their rows.
 *
 * Each set is a Space-Saving summary (Metwally, Agrawal, El Abbadi 2005) of the
 * drops that hash to it. A flow that is not in its set takes over the row of the
 * flow with the least weight, and starts with that weight. Let D be the number of
 * drops that hashed to the set. The weights add up to D, and the weight of a flow
 * is at least its number of drops. The least weight is at most D/8, and a flow
 * that is not in the set has had at most that many drops. So a flow with more than
 * D/8 drops is in the set.
 *
 * Weights age: they are halved once per half-life. All weights of a set are halved
 * together, so the above still holds if D counts a drop half as much for each
 * half-life that has passed since the drop. A flow that was heavy in the past keeps
 * its row until others are heavier by this measure. Rounding up adds less than two
 * to each weight in total. So, with ageing:
 *
 *	A flow with more than D/8 + 2 drops is in the table, where the drops of
 *	the flow are aged in the same way as D.
 *
 * If a weight overflows, its set is aged early, as if a half-life had passed for
 * that set. This takes 2^32 drops of one flow.
 *
 * The numbers shown for a flow do not age: packets is exact since the flow got its
 * row, and error bounds the earlier hits. A flow that has lost its row had at most
 * that row's packets + error hits. The site keeps the largest such sum as its floor,
 * and a flow that gets a row starts with the floor as its error. Without ageing,
 * the floor is about as large as the least weights. With ageing, the floor is larger
 * once an old heavy flow of the site has lost its row. This always holds:
 *
 *	packets <= true count since load or flush <= packets + error
 *
 * There is one floor per site, although a floor per set would be smaller, so that
 * an error reveals nothing about the drops of another netns.
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
 * Rounds up, so that a flow's weight is never less than its aged drops.
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
 * @way: way of the flow whose weight has just wrapped from 2^32 - 1 to 0
 *
 * Context: in the probe, with interrupts off.
 */
void dropstat_flow_overflow(struct dropstat_set *set, int way)
{
	set->weight[way] = U32_MAX;
	flow_age(set, 1);
}
