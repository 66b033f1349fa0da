// SPDX-License-Identifier: GPL-2.0
/* Fills what is kept of the first packet of a flow's row. */
#include <linux/seqlock.h>

#include "detail.h"
#include "table.h"

/**
 * dropstat_detail_fill - keep what is known of a packet besides its tuple
 * @table: of this CPU
 * @detail: in it, from dropstat_count()
 * @skb: the packet
 * @rx_sk: socket that was to receive it, or NULL
 * @iface: of its device; NULL if that is not known
 * @cookie: of its netns
 *
 * Context: in the probe, an RCU section, with interrupts off.
 */
void dropstat_detail_fill(struct dropstat_table *table,
			  struct dropstat_detail *detail,
			  const struct sk_buff *skb, const struct sock *rx_sk,
			  const struct dropstat_iface *iface, u64 cookie)
{
	const struct dropstat_packet packet = {
		.skb = skb,
		.rx_sk = rx_sk,
		.iface = iface,
		.cookie = cookie,
	};
	u32 number = detail - table->details;
	struct dropstat_set *set = &table->sets[number / DROPSTAT_FLOW_WAYS];

	raw_write_seqcount_begin(&set->seq);
	detail->flags = 0;
	detail->direction = dropstat_direction(&packet);
	dropstat_conntrack(detail, &packet);
	dropstat_owner(detail, &packet);
	raw_write_seqcount_end(&set->seq);
}
