// SPDX-License-Identifier: GPL-2.0
/* Fills what is kept of the first packet of a flow's row. */
#include <linux/seqlock.h>

#include "probe/probe.h"
#include "table/table.h"

/**
 * dropstat_detail_fill - keep what is known of the packet besides its tuple
 * @table: of this CPU, with the packet
 * @detail: in it, from dropstat_count()
 *
 * Context: in the probe, an RCU section, with interrupts off.
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
