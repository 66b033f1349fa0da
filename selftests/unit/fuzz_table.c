// SPDX-License-Identifier: GPL-2.0
/*
 * Check the tables against an exact model after arbitrary hits, pauses and flushes.
 *
 * input: records of four bytes: operation and CPU, site, flow, packet length
 */
#include "fuzz.h"
#include "model.h"

#define CPUS	2
#define SITES	24
#define FLOWS	256

static void check(const char *error)
{
	if (error) {
		fprintf(stderr, "%s\n", error);
		abort();
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	size_t i, times;
	bool few;

	if (!size)
		return 0;
	/*
	 * Some inputs configure too few rows for the sites, or no flows. Hits in
	 * "other" belong to no netns, so only a flush of all namespaces flushes them.
	 */
	few = data[0] & 1;
	model_start(CPUS, few ? 16 : 64, data[0] & 2 ? 0 : 64,
		    data[0] & 4 ? 0 : 1 + data[0] % 8, SITES, FLOWS);
	for (data++, size--; size >= 4; data += 4, size -= 4) {
		if (data[0] & 0x80)
			shim_jiffies += (u64)data[1] << (data[0] & 0x1f);
		times = data[0] & 0x40 ? data[3] + 1 : 1;
		for (i = 0; i < times; i++)
			model_hit(data[0] % CPUS, data[1] % SITES, data[2],
				  data[3]);
		if (data[0] == 0x20)
			check(model_check());
		if (data[0] == 0x30)
			check(model_flush(few || data[1] & 1));
	}
	check(model_check());
	model_end();
	return 0;
}
