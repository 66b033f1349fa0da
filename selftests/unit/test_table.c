// SPDX-License-Identifier: GPL-2.0
/* The guarantees of flow.c, checked against an exact model */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "table/count.h"
#include "model.h"

#define FLOWS	512		/* rows of a table: 64 sets */

/* A fixed seed, so that failures are reproducible */
static u64 random_state = 1;

static u32 random_below(u32 n)
{
	random_state = random_state * 6364136223846793005ULL +
		       1442695040888963407ULL;
	return (random_state >> 33) % n;
}

static void assert_holds(void)
{
	const char *error = model_check();

	if (error)
		fail_msg("%s", error);
}

static void assert_row(u32 flow, double share)
{
	u64 packets, error;

	if (!model_row(0, flow, &packets, &error))
		fail_msg("the flow with a share of %g has no row", share);
	assert_in_range(model_count(0, flow), packets, packets + error);
}

static int end(void **state)
{
	(void)state;
	model_end();
	return 0;
}

/* Three heavy flows hidden in a flood of distinct ones */
static void hidden(int cpus)
{
	static const double share[] = { 0.005, 0.01, 0.05 };
	const u32 packets = 1000000;
	u32 i, pick, flood = 3;

	model_start(cpus, 64, FLOWS, 300, 1, packets + 3);
	for (i = 0; i < packets; i++) {
		pick = random_below(1000);
		model_hit(random_below(cpus), 0,
			  pick < 5 ? 0 : pick < 15 ? 1 : pick < 65 ? 2 : flood++,
			  100);
	}
	assert_holds();
	for (i = 0; i < 3; i++)
		assert_row(i, share[i]);
}

static void hidden_one_cpu(void **state)
{
	(void)state;
	hidden(1);
}

static void hidden_two_cpus(void **state)
{
	(void)state;
	hidden(2);
}

/* Zipf's law: the share of the flow of rank r is proportional to 1 / r^s. */
static void zipf(double s)
{
	enum { RANKS = 100000, PACKETS = 1000000, TOP = 20 };
	double *sum = calloc(RANKS, sizeof(*sum)), at;
	u32 i, low, high, middle;

	for (i = 0; i < RANKS; i++)
		sum[i] = (i ? sum[i - 1] : 0) + pow(i + 1, -s);
	model_start(2, 64, FLOWS, 300, 1, RANKS);
	for (i = 0; i < PACKETS; i++) {
		at = sum[RANKS - 1] * random_below(1 << 30) / (1 << 30);
		for (low = 0, high = RANKS - 1; low < high;) {
			middle = (low + high) / 2;
			if (sum[middle] < at)
				low = middle + 1;
			else
				high = middle;
		}
		model_hit(i % 2, 0, low, 60);
	}
	assert_holds();
	for (i = 0; i < TOP; i++)
		assert_row(i, pow(i + 1, -s) / sum[RANKS - 1]);
	free(sum);
}

static void zipf_1_0(void **state)
{
	(void)state;
	zipf(1.0);
}

static void zipf_1_2(void **state)
{
	(void)state;
	zipf(1.2);
}

/* No flow is replaced while there are no more flows than rows in a set. */
static void alternating(void **state)
{
	u64 packets, error;
	u32 i;

	(void)state;
	model_start(1, 64, 64, 300, 1, 4);
	for (i = 0; i < 100000; i++)
		model_hit(0, 0, i % 4, 60);
	assert_holds();
	for (i = 0; i < 4; i++) {
		assert_true(model_row(0, i, &packets, &error));
		assert_int_equal(packets, 25000);
		assert_int_equal(error, 0);
	}
}

/* The worst case: more flows than rows, hit in turn */
static void round_robin(void **state)
{
	u32 i;

	(void)state;
	model_start(2, 64, FLOWS, 300, 1, FLOWS * 2);
	for (i = 0; i < 400000; i++)
		model_hit(i % 2, 0, i % (FLOWS * 2), 60);
	assert_holds();
}

/*
 * An attacker who knows everything except the secret picks keys in a regular pattern.
 * No set may get more keys than it would by chance. If 64 keys are distributed randomly
 * over 64 sets, the chance that a set gets more than 12 is less than one in a million.
 */
static void adversary(void **state)
{
	static const u32 stride[] = { 1, 3, 64, 192, 256, 4096, 65536, 3 << 20 };
	u32 i, s, try, set, worst = 0, bad = 0;
	struct dropstat_site_key key;
	struct dropstat_tuple tuple;

	(void)state;
	model_start(1, 64, FLOWS, 300, 1, 1);
	model_key(&key, 0);
	for (try = 0; try < 400; try++) {
		get_random_bytes(&dropstat_secret, sizeof(dropstat_secret));
		for (s = 0; s < sizeof(stride) / sizeof(*stride); s++) {
			u32 load[FLOWS / DROPSTAT_FLOW_WAYS] = { 0 };

			for (i = 0; i < 64; i++) {
				model_tuple(&tuple, i * stride[s]);
				tuple.sport = 0;
				set = dropstat_hash_value(dropstat_hash_site(&key) +
							  dropstat_hash_tuple(&tuple));
				set = dropstat_flow_set(dropstat_table_of(0),
							set);
				worst = max(worst, ++load[set]);
				bad += load[set] == 13;
			}
		}
	}
	print_message("at most %u of 64 keys in one of 64 sets; "
		      "more than 12 in %u of 3200 trials\n",
		      worst, bad);
	assert_in_range(bad, 0, 1);
}

/* Attackers who fill a set do not evict a flow with more drops than each of theirs. */
static void crowded_set(void **state)
{
	u32 i, flow;

	(void)state;
	/* All flows are in one of 8 sets, 1000 attackers in each. */
	model_start(1, 64, 64, 300, 1, 8001);
	for (i = 0; i < 500000; i++) {
		flow = random_below(8000) + 1;
		model_hit(0, 0, i % 40 ? flow : 0, 60);
	}
	assert_holds();
	/* 2.5 % of all drops is a sixth of the drops in the flow's set. */
	assert_row(0, 0.025);
}

/* Eight heavy flows, then, twenty minutes later, ten thousand others */
static void old_then_new(u32 halflife)
{
	u32 i;

	model_start(1, 64, 64, halflife, 1, 20000);
	for (i = 0; i < 80000; i++)
		model_hit(0, 0, i % 8, 60);
	shim_jiffies += 20 * 60 * HZ;
	for (i = 0; i < 20000; i++)
		model_hit(0, 0, 1000 + i % 10000, 60);
	assert_holds();
}

/* A formerly heavy flow loses its row when other flows become heavier. */
static void ageing(void **state)
{
	u64 packets, error;
	u32 i;

	(void)state;
	old_then_new(60);
	assert_false(model_row(0, 3, &packets, &error));
	/* When the flow returns, its error covers its old drops. */
	for (i = 0; i < 5000; i++)
		model_hit(0, 0, 3, 60);
	assert_holds();
	assert_row(3, 0.2);
}

/* Without ageing, the flow keeps its row. */
static void no_ageing(void **state)
{
	u64 packets, error;

	(void)state;
	old_then_new(0);
	assert_true(model_row(0, 3, &packets, &error));
	assert_int_equal(packets, 10000);
}

/* When a weight would overflow, all weights of the set are halved. */
static void weight_full(void **state)
{
	struct dropstat_table *table = dropstat_table_of(0);
	struct dropstat_set *set;
	u32 i;
	int way;

	(void)state;
	model_start(1, 64, 64, 300, 1, 8);
	for (i = 0; i < 800; i++)
		model_hit(0, 0, i % 8, 60);
	for (i = 0; i < dropstat_table_sets(); i++)
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++)
			if (table->sets[i].weight[way])
				table->sets[i].weight[way] = U32_MAX;
	for (i = 0; i < 8; i++)
		model_hit(0, 0, i, 60);
	for (i = 0; i < dropstat_table_sets(); i++) {
		set = &table->sets[i];
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++)
			assert_true(!set->flow[way].packets ||
				    (set->weight[way] > 0 &&
				     set->weight[way] <= 0x80000001));
	}
	assert_holds();
}

/* More sites than rows: no hit is lost. */
static void sites_full(void **state)
{
	u32 i;

	(void)state;
	model_start(2, 16, FLOWS, 300, 100, 10);
	for (i = 0; i < 100000; i++)
		model_hit(i % 2, random_below(100), random_below(10), 60);
	assert_holds();
	assert_int_equal(dropstat_table_of(0)->nr_sites, 16);
}

static void no_flows(void **state)
{
	u32 i;

	(void)state;
	model_start(2, 64, 0, 300, 10, 10);
	for (i = 0; i < 10000; i++)
		model_hit(i % 2, random_below(10), random_below(10), 60);
	assert_holds();
}

/* The bounds must include drops that rules kept out of the flow rows. */
static void rules(void **state)
{
	const u32 reason = 1;
	u32 i;

	(void)state;
	model_start(2, 64, 64, 0, 6, 100);
	model_hit(1, 1, 7, 60);
	assert_int_equal(dropstat_count_rules(&reason, 1, false), 0);
	for (i = 0; i < 100; i++) {
		model_hit(0, 1, 7, 60);
		model_hit(0, 2, 7, 60);
	}
	assert_null(model_check_merged());
	assert_int_equal(dropstat_count_rules(NULL, 0, true), 0);
	for (i = 0; i < 100; i++)
		model_hit(0, 3, 7, 60);
	assert_int_equal(dropstat_count_rules(NULL, 0, false), 0);
	for (i = 0; i < 3; i++) {
		model_hit(0, 1, 7, 60);
		model_hit(0, 3, 7, 60);
	}
	assert_null(model_check_merged());
}

/* After a flush, only later hits are counted. */
static void flush(void **state)
{
	u64 packets, error;
	u32 i;

	(void)state;
	model_start(2, 64, 64, 0, 6, 100);
	for (i = 0; i < 500000; i++)
		model_hit(i / 6 % 2, i % 6, i * 7 % 100, 60);
	assert_null(model_flush(true));
	assert_holds();
	for (i = 0; i < 40; i++)
		model_hit(0, 1, i % 4, 60);
	assert_null(model_check());
	/* The bounds include no hits from before the flush, even for new flows. */
	for (i = 0; i < 2000; i++)
		model_hit(0, 1, i % 100, 60);
	assert_holds();
	model_hit(0, 1, 99, 60);
	assert_true(model_row(1, 99, &packets, &error));
	assert_in_range(packets + error, 0, 200);
}

/* The nth flow of a site that hashes to the first set */
static u32 flow_of_set(u32 site, u32 nth)
{
	u32 flow;

	for (flow = 0; ; flow++)
		if (!model_set(site, flow) && !nth--)
			return flow;
}

/*
 * A flow loses its row to another flow, which is then flushed. The first flow had as
 * many drops as each other flow, and they must still count when rows are reassigned.
 */
static void flush_remembers(void **state)
{
	const u32 drops = 1000;
	u64 packets, error;
	u32 i, way;

	(void)state;
	model_start(1, 64, 64, 0, 2, 1000);
	for (way = 0; way < DROPSTAT_FLOW_WAYS; way++)
		for (i = 0; i < drops; i++)
			model_hit(0, 0, flow_of_set(0, way), 60);
	model_hit(0, 1, flow_of_set(1, 0), 60);
	assert_false(model_row(0, flow_of_set(0, 0), &packets, &error));
	assert_null(model_flush(false));
	for (i = 1; i < drops; i++)
		model_hit(0, 0, flow_of_set(0, 0), 60);
	model_hit(0, 0, flow_of_set(0, way), 60);
	assert_true(model_row(0, flow_of_set(0, 0), &packets, &error));
	assert_holds();
}

/* Rows freed by a flush of one netns are available to other flows immediately. */
static void flush_netns(void **state)
{
	u64 packets, error;
	u32 i;

	(void)state;
	model_start(1, 64, 64, 0, 6, 100);
	for (i = 0; i < 50000; i++)
		model_hit(0, 1, i % 100, 60);
	assert_null(model_flush(false));
	assert_holds();
	for (i = 0; i < 16; i++)
		model_hit(0, 0, i, 60);
	assert_holds();
	for (i = 0; i < 16; i++)
		assert_true(model_row(0, i, &packets, &error));
}

/* Many sites and flows in a small table, with jumps in time */
static void anything(void **state)
{
	u32 i;

	(void)state;
	model_start(3, 64, 64, 10, 20, 50);
	for (i = 0; i < 300000; i++) {
		if (!random_below(1000))
			shim_jiffies += random_below(40 * HZ);
		if (!random_below(5000))
			assert_null(model_flush(random_below(2)));
		model_hit(random_below(3), random_below(20),
			  random_below(random_below(50) + 1),
			  random_below(1500));
		if (i % 10000 == 0)
			assert_holds();
	}
	assert_holds();
}

#define test(name)	cmocka_unit_test_teardown(name, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(hidden_one_cpu),
		test(hidden_two_cpus),
		test(zipf_1_0),
		test(zipf_1_2),
		test(alternating),
		test(round_robin),
		test(adversary),
		test(crowded_set),
		test(ageing),
		test(no_ageing),
		test(weight_full),
		test(sites_full),
		test(no_flows),
		test(rules),
		test(flush),
		test(flush_remembers),
		test(flush_netns),
		test(anything),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
