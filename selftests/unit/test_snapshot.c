// SPDX-License-Identifier: GPL-2.0
/* Snapshots: all CPUs are merged, books balance, rows are sorted, the time is linear. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <cmocka.h>

#include "table/count.h"
#include "model.h"
#include "view/query.h"
#include "view/snapshot.h"

static int end(void **state)
{
	(void)state;
	model_end();
	return 0;
}

/* Bypasses the model, which needs too much memory for many CPUs. */
static void hit(int cpu, u32 flow)
{
	struct dropstat_hit hit = { .bytes = 60 };

	model_key(&hit.site, 0);
	model_tuple(&hit.tuple, flow);
	dropstat_count(dropstat_table_of(cpu), &hit,
		       dropstat_hash_site(&hit.site), DROPSTAT_CLASS_PACKET,
		       shim_jiffies);
}

static u64 sum_of(const struct dropstat_snapshot *snapshot)
{
	struct dropstat_row row;
	u64 packets = 0;
	u32 i;

	for (i = 0; i < snapshot->nr_rows; i++) {
		dropstat_snapshot_row(snapshot, i, &row);
		packets += row.packets;
	}
	return packets;
}

static void empty(void **state)
{
	struct dropstat_snapshot *snapshot;

	(void)state;
	model_start(2, 64, 64, 300, 1, 1);
	snapshot = model_snapshot();
	assert_int_equal(snapshot->nr_rows, 0);
	dropstat_snapshot_free(snapshot);
}

/* A reader in another netns sees no rows from this one. */
static void other_netns(void **state)
{
	static const struct dropstat_query other = {
		.whose.cookie = 2,
		.flows = true,
	};
	struct dropstat_snapshot *snapshot;
	u32 i;

	(void)state;
	model_start(2, 64, 64, 300, 3, 100);
	for (i = 0; i < 3000; i++)
		model_hit(i % 2, i % 3, i % 100, 60);
	snapshot = dropstat_snapshot_take(&other);
	assert_int_equal(snapshot->nr_rows, 0);
	assert_int_equal(snapshot->nr_sites, 0);
	dropstat_snapshot_free(snapshot);
	assert_null(model_check());
}

/* A snapshot of the sites alone has the same hits, even if flows were evicted. */
static void sites_alone(void **state)
{
	struct dropstat_query query = { .whose.all = true };
	struct dropstat_snapshot *snapshot, *with_flows;
	u32 i;

	(void)state;
	model_start(2, 64, 64, 300, 3, 1000);
	for (i = 0; i < 3000; i++)
		model_hit(i % 2, i % 3, i % 1000, 60);
	snapshot = dropstat_snapshot_take(&query);
	with_flows = model_snapshot();
	assert_int_equal(snapshot->nr_rows, 3);
	assert_int_equal(sum_of(snapshot), 3000);
	assert_int_equal(snapshot->nr_flows, 0);
	for (i = 0; i < 3; i++) {
		assert_int_equal(snapshot->sites[i].rest_packets,
				 with_flows->sites[i].rest_packets);
		assert_int_equal(snapshot->sites[i].rest_bytes,
				 with_flows->sites[i].rest_bytes);
	}
	dropstat_snapshot_free(snapshot);
	dropstat_snapshot_free(with_flows);

	query.has_ifindex = true;
	query.ifindex = 2;
	snapshot = dropstat_snapshot_take(&query);
	assert_int_equal(sum_of(snapshot), 1000);
	dropstat_snapshot_free(snapshot);
}

/*
 * If only one CPU has a flow, its error is the other CPU's floor for the site, not all
 * drops on the other CPU.
 */
static void error_is_small(void **state)
{
	u64 packets, error;
	u32 i;

	(void)state;
	model_start(2, 64, 512, 300, 1, 100001);
	for (i = 0; i < 100000; i++) {
		model_hit(1, 0, 1 + i, 60);
		if (i % 20 == 0)
			model_hit(0, 0, 0, 60);
	}
	assert_null(model_check());
	assert_true(model_row(0, 0, &packets, &error));
	assert_int_equal(packets, 5000);
	/* The floor comes from the fullest sets, so it is above the average. */
	assert_in_range(error, 1, 100000 / 64 / 8 * 4);
}

/*
 * symbol.c changed a site's location, as it does when a module is unloaded. The site's
 * flows are no longer in the set that they hash to, but the bounds must still hold.
 */
static void moved(void **state)
{
	struct dropstat_table *table;
	u32 i;
	int cpu;

	(void)state;
	model_start(2, 64, 64, 300, 1, 1000);
	for (i = 0; i < 20000; i++)
		model_hit(i % 2, 0, i * i % 1000, 60);
	for (cpu = 0; cpu < 2; cpu++) {
		table = dropstat_table_of(cpu);
		table->sites[DROPSTAT_SITES_RESERVED].key.location |= 1;
		table->sites[DROPSTAT_SITES_RESERVED].moved = true;
	}
	for (i = 0; i < 20000; i++)
		model_hit(i % 2, 0, i * i % 999, 60);
	assert_int_equal(table->nr_sites, DROPSTAT_SITES_RESERVED + 2);
	assert_null(model_check_merged());
}

/*
 * The table is full, and the code of a site is now at another address. Hits from that
 * address are counted in "other", and the bounds must include them.
 */
static void moved_and_full(void **state)
{
	struct dropstat_table *table = dropstat_table_of(0);
	u32 i;

	(void)state;
	model_start(1, 16, 64, 300, 20, 4);
	for (i = 0; i < 10; i++)
		model_hit(0, 0, 1, 60);
	table->sites[DROPSTAT_SITES_RESERVED].key.location |= 1;
	table->sites[DROPSTAT_SITES_RESERVED].moved = true;
	for (i = 1; i < 20; i++)
		model_hit(0, i, 1, 60);
	assert_int_equal(table->nr_sites, table->sites_max);
	for (i = 0; i < 1000; i++)
		model_hit(0, 0, 1, 60);
	assert_null(model_check_merged());
}

/* Two addresses with the same name on different CPUs; neither site has moved. */
static void two_addresses(void **state)
{
	struct dropstat_site *site;
	u32 i, try;

	(void)state;
	for (try = 0; try < 50; try++) {
		model_start(2, 64, 64, 300, 1, 2000);
		for (i = 0; i < 10; i++)
			model_hit(0, 0, 1, 60);
		site = &dropstat_table_of(0)->sites[DROPSTAT_SITES_RESERVED];
		site->key.location |= 1;
		for (i = 0; i < 100; i++)
			model_hit(1, 0, 1, 60);
		for (i = 0; i < 20000; i++)
			model_hit(1, 0, 2 + i % 1900, 60);
		assert_null(model_check_merged());
		if (try < 49)
			model_end();
	}
}

/* Take a snapshot while something() runs at every opportunity; returns its sum. */
static u64 sum_while(void (*something)(void))
{
	struct dropstat_snapshot *snapshot;
	u64 sum;

	shim_resched = something;
	snapshot = model_snapshot();
	shim_resched = NULL;
	assert_false(IS_ERR(snapshot));
	sum = sum_of(snapshot);
	dropstat_snapshot_free(snapshot);
	return sum;
}

static u32 grown;

static void grow(void)
{
	if (grown < 20000) {
		hit(grown % 2, grown);
		grown++;
	}
}

/* The tables grow while they are read, and the snapshot still succeeds. */
static void while_growing(void **state)
{
	u64 sum;

	(void)state;
	model_start(2, 64, 16384, 300, 1, 1);
	grown = 0;
	grow();
	sum = sum_while(grow);
	assert_in_range(sum, 2000, grown);
}

#define FLUSHES	3

static u32 flush_at, flushes;

/* Flush as another task would. Skip the first flush_at opportunities. */
static void flush_all(void)
{
	static const struct dropstat_whose all = { .all = true };
	u64 packets;

	if (flush_at) {
		flush_at--;
		return;
	}
	if (flushes == FLUSHES)
		return;
	flushes++;
	/* The flush also calls cond_resched(). */
	shim_resched = NULL;
	assert_int_equal(dropstat_flush(&all, true, &packets), 0);
	hit(0, 1);
	hit(1, 1);
	shim_resched = flush_all;
}

/*
 * A snapshot is entirely from before or entirely from after a flush, for all CPUs, even
 * if several flushes happen from some point on. A mixed snapshot would
 * show hundreds of hits from one CPU, and one hit from the other.
 */
static void flushed_meanwhile(void **state)
{
	u64 sum;
	u32 i;

	(void)state;
	for (i = 0, flushes = 1; flushes; i++) {
		if (i)
			model_end();
		model_start(2, 64, 64, 300, 1, 1);
		for (sum = 0; sum < 1000; sum++)
			hit(sum % 2, sum % 100);
		flush_at = i;
		flushes = 0;
		sum = sum_while(flush_all);
		assert_true(sum == 1000 || sum == 2);
	}
	/* There is an opportunity before the first CPU, one after each CPU, and more. */
	assert_in_range(i, 5, 5000);
}

static u32 fold_at;
static bool folded;

static bool any_site(const struct dropstat_table *table, u32 site,
		     const void *data)
{
	return true;
}

/* Fold the first site of the first CPU, after the first fold_at opportunities. */
static void fold_site(void)
{
	static const struct dropstat_eviction eviction = { .wants = any_site };
	struct dropstat_table *table = dropstat_table_of(0);
	struct dropstat_site_key key;

	if (folded || fold_at) {
		fold_at -= !folded;
		return;
	}
	shim_resched = NULL;
	assert_int_equal(dropstat_evict(0, &eviction), 0);
	key = table->sites[DROPSTAT_SITES_RESERVED].key;
	key.ifindex = DROPSTAT_IFINDEX_ANY;
	dropstat_site_fold(table, DROPSTAT_SITES_RESERVED, &key);
	shim_resched = fold_site;
	folded = true;
}

/* A site that is folded while it is read is neither lost nor counted twice. */
static void folded_meanwhile(void **state)
{
	u32 i, n;

	(void)state;
	for (i = 0, folded = true; folded; i++) {
		if (i)
			model_end();
		model_start(2, 64, 64, 300, 1, 1);
		for (n = 0; n < 1000; n++)
			hit(n % 2, n % 100);
		fold_at = i;
		folded = false;
		assert_int_equal(sum_while(fold_site), 1000);
	}
	assert_in_range(i, 5, 5000);
}

/* A tenant's flush does not disturb readers of all namespaces. */
static void flush_of_tenant(void **state)
{
	const struct dropstat_whose all = { .all = true };
	const struct dropstat_whose init = { .cookie = init_net.net_cookie };
	u32 of_all, of_init;
	u64 packets;

	(void)state;
	model_start(2, 64, 64, 300, 1, 1);
	of_all = dropstat_flush_generation(&all, true);
	of_init = dropstat_flush_generation(&init, false);
	assert_int_equal(dropstat_flush(&init, false, &packets), 0);
	assert_int_equal(dropstat_flush_generation(&all, true), of_all);
	assert_int_not_equal(dropstat_flush_generation(&init, false), of_init);
	assert_int_equal(dropstat_flush(&init, true, &packets), 0);
	assert_int_not_equal(dropstat_flush_generation(&all, true), of_all);
}

/* A flush of the initial or the unknown netns is announced to readers of both. */
static void flush_unknown(void **state)
{
	const struct dropstat_whose init = {
		.cookie = init_net.net_cookie,
		.unknown = true,
	};
	const struct dropstat_whose unknown = {
		.cookie = DROPSTAT_COOKIE_UNKNOWN,
	};
	u32 of_init, of_unknown;
	u64 packets;

	(void)state;
	model_start(2, 64, 64, 300, 1, 1);
	of_unknown = dropstat_flush_generation(&unknown, false);
	assert_int_equal(dropstat_flush(&init, true, &packets), 0);
	assert_int_not_equal(dropstat_flush_generation(&unknown, false), of_unknown);
	of_unknown = dropstat_flush_generation(&unknown, false);
	of_init = dropstat_flush_generation(&init, false);
	assert_int_equal(dropstat_flush(&unknown, true, &packets), 0);
	assert_int_not_equal(dropstat_flush_generation(&init, false), of_init);
	assert_int_not_equal(dropstat_flush_generation(&unknown, false), of_unknown);
}

static bool writing;
static u64 written;

static void *write_flood(void *arg)
{
	u32 i;

	for (i = 0; __atomic_load_n(&writing, __ATOMIC_RELAXED); i++) {
		hit(0, i * 7919 % 5000);
		__atomic_store_n(&written, i + 1, __ATOMIC_RELEASE);
	}
	return arg;
}

/* The sum must be a count that the table had between start and end of the snapshot. */
static void while_written(void **state)
{
	struct dropstat_snapshot *snapshot;
	u64 before, after, sum;
	pthread_t writer;
	int i;

	(void)state;
	model_start(1, 64, 1024, 300, 1, 1);
	written = 0;
	writing = true;
	assert_int_equal(pthread_create(&writer, NULL, write_flood, NULL), 0);
	for (i = 0; i < 300; i++) {
		before = __atomic_load_n(&written, __ATOMIC_ACQUIRE);
		snapshot = model_snapshot();
		after = __atomic_load_n(&written, __ATOMIC_ACQUIRE) + 1;
		sum = sum_of(snapshot);
		dropstat_snapshot_free(snapshot);
		if (sum < before || sum > after)
			break;
	}
	__atomic_store_n(&writing, false, __ATOMIC_RELAXED);
	pthread_join(writer, NULL);
	assert_in_range(sum, before, after);
	assert_int_equal(i, 300);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Full tables of the default size. A quarter of the hits belong to flows on all CPUs. */
static double read_full(int cpus)
{
	struct dropstat_snapshot *snapshot;
	double start, took, best = 1e9;
	u32 i, nr_rows = 0;
	int cpu, try;

	model_start(cpus, 1024, 4096, 300, 1, 1);
	for (cpu = 0; cpu < cpus; cpu++)
		for (i = 0; i < 10000; i++)
			hit(cpu, i % 4 ? cpu * 10000 + i : i);
	for (try = 0; try < 3; try++) {
		shim_allocated = 0;
		start = seconds();
		snapshot = model_snapshot();
		took = seconds() - start;
		best = min(best, took);
		nr_rows = snapshot->nr_rows;
		assert_int_equal(sum_of(snapshot), cpus * 10000);
		dropstat_snapshot_free(snapshot);
	}
	print_message("%3d CPUs: %6u rows, %4.0f ms; %3.0f ns, %3.0f bytes per row of the tables\n",
		      cpus, nr_rows, best * 1e3, best * 1e9 / cpus / 4096,
		      (double)shim_allocated / cpus / 4096);
	model_end();
	return best / cpus;
}

/* n log n would also pass; n^2 would not. */
static void linear(void **state)
{
	double few, many;

	(void)state;
	few = read_full(2);
	read_full(64);
	many = read_full(256);
	assert_true(many < few * 10);
}

#define test(name)	cmocka_unit_test_teardown(name, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(empty),
		test(other_netns),
		test(sites_alone),
		test(error_is_small),
		test(moved),
		test(moved_and_full),
		test(two_addresses),
		test(while_growing),
		test(flushed_meanwhile),
		test(folded_meanwhile),
		test(flush_unknown),
		test(flush_of_tenant),
		test(while_written),
		cmocka_unit_test(linear),
	};

	return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
