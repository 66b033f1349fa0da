// SPDX-License-Identifier: GPL-2.0
/*
 * Sorts the rows of a snapshot, most packets first, with a radix sort on the bytes
 * of the packet count. The time is linear in the number of rows.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "view/view.h"

#define ORDER_BYTES	sizeof(u64)
#define ORDER_VALUES	256

static u64 order_packets(const struct dropstat_snapshot *snapshot, u32 row)
{
	if (row < snapshot->nr_flows)
		return snapshot->flows[row].packets;
	return dropstat_site_row(snapshot,
				 &snapshot->sites[row - snapshot->nr_flows]);
}

/* The count is inverted, so that an ascending sort puts the most packets first. */
static u8 order_byte(const struct dropstat_snapshot *snapshot, u32 row,
		     unsigned int byte)
{
	return ~order_packets(snapshot, row) >> byte * BITS_PER_BYTE;
}

/* Adds all flows, and the sites whose own row has packets. */
static void order_fill(struct dropstat_snapshot *snapshot)
{
	u32 i, nr = snapshot->nr_flows;

	for (i = 0; i < snapshot->nr_flows; i++)
		snapshot->rows[i] = i;
	for (i = 0; i < snapshot->nr_sites; i++)
		if (dropstat_site_row(snapshot, &snapshot->sites[i]))
			snapshot->rows[nr++] = snapshot->nr_flows + i;
	snapshot->nr_rows = nr;
}

/*
 * Sorts @from into @to by one byte, keeping the order of equal rows.
 * If all rows are equal, returns false and does not change @to.
 */
static bool order_by_byte(const struct dropstat_snapshot *snapshot, u32 *to,
			  const u32 *from, unsigned int byte)
{
	u32 start[ORDER_VALUES] = { 0 };
	u32 i, value, next = 0, nr;

	for (i = 0; i < snapshot->nr_rows; i++) {
		start[order_byte(snapshot, from[i], byte)]++;
		cond_resched();
	}
	for (value = 0; value < ORDER_VALUES; value++) {
		nr = start[value];
		if (nr == snapshot->nr_rows)
			return false;
		start[value] = next;
		next += nr;
	}
	for (i = 0; i < snapshot->nr_rows; i++) {
		value = order_byte(snapshot, from[i], byte);
		to[start[value]++] = from[i];
		cond_resched();
	}
	return true;
}

/**
 * dropstat_order - sort the rows of a snapshot
 * @snapshot: snapshot whose sites and flows are complete
 *
 * Context: process context; may sleep.
 * Return: 0 or -ENOMEM.
 */
int dropstat_order(struct dropstat_snapshot *snapshot)
{
	size_t max = (size_t)snapshot->nr_flows + snapshot->nr_sites;
	unsigned int byte;
	u32 *spare;

	snapshot->rows = dropstat_room_alloc(max, sizeof(u32));
	spare = dropstat_room_alloc(max, sizeof(u32));
	if (!snapshot->rows || !spare) {
		kvfree(spare);
		return -ENOMEM;
	}
	order_fill(snapshot);
	for (byte = 0; byte < ORDER_BYTES && snapshot->nr_rows; byte++)
		if (order_by_byte(snapshot, spare, snapshot->rows, byte))
			swap(spare, snapshot->rows);
	kvfree(spare);
	return 0;
}
