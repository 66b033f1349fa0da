// SPDX-License-Identifier: GPL-2.0
/* Fills in the details of a flow's row from the current packet. */
#include <linux/seqlock.h>

#include "probe/probe.h"
#include "table/table.h"

/**
 * dropstat_detail_fill - record the details of the current packet
 * @table: table of this CPU, with its packet field set
 * @detail: entry of that table, as returned by dropstat_count()
 *
 * Context: in the probe, with interrupts off; an RCU read-side critical section.
 */
void dropstat_detail_fill(struct dropstat_table *table,
			  struct dropstat_detail *detail)
{
	const struct dropstat_packet *packet = &table->packet;
	enum dropstat_direction direction = dropstat_direction(packet);
	u32 number = detail - table->details;
	struct dropstat_set *set = &table->sets[number / DROPSTAT_FLOW_WAYS];

	raw_write_seqcount_begin(&set->seq);
	detail->flags = 0;
	detail->direction = direction;
	dropstat_conntrack(detail, packet);
	dropstat_owner(detail, packet);
	raw_write_seqcount_end(&set->seq);
}
