// SPDX-License-Identifier: GPL-2.0
/*
 * Create and delete thousands of namespaces, interfaces and modules. The live ones
 * must keep exact counts, and no hit may be lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "table/count.h"
#include "view/query.h"
#include "view/snapshot.h"

#define CPUS		2
#define SITES		64		/* rows of a table */
#define NETNS		3		/* alive at the same time */
#define IFACES		2		/* alive at the same time, in each netns */
#define LOCATIONS	2

/* Namespaces that are alive, and their numbers of hits. Cookies are never reused. */
static struct {
	u64 cookie;
	u64 hits;
	struct {
		u32 ifindex;
		u64 hits[LOCATIONS];
	} iface[IFACES];
} netns[NETNS];
static u64 locations[LOCATIONS];
static u64 last_cookie, last_location, hits;
static u32 last_ifindex;

static u64 random_state = 1;

static u32 random_below(u32 n)
{
	random_state = random_state * 6364136223846793005ULL +
		       1442695040888963407ULL;
	return (random_state >> 33) % n;
}

static bool is_live(u64 cookie)
{
	int i;

	for (i = 0; i < NETNS; i++)
		if (netns[i].cookie == cookie)
			return true;
	return false;
}

static bool is_gone(u64 cookie, u32 ifindex)
{
	int i, j;

	for (i = 0; i < NETNS; i++)
		for (j = 0; j < IFACES; j++)
			if (netns[i].cookie == cookie &&
			    netns[i].iface[j].ifindex == ifindex)
				return false;
	return true;
}

static void new_iface(int n, int i)
{
	memset(&netns[n].iface[i], 0, sizeof(netns[n].iface[i]));
	netns[n].iface[i].ifindex = ++last_ifindex;
}

static void new_netns(int n)
{
	int i;

	netns[n].cookie = ++last_cookie;
	netns[n].hits = 0;
	for (i = 0; i < IFACES; i++)
		new_iface(n, i);
}

/*
 * Unload a module, in the way that symbol.c handles it: sites keep their rows, but their
 * location becomes a name instead of an address.
 */
static void new_location(int l)
{
	struct dropstat_table *table;
	u64 old = locations[l];
	int cpu, n, i;
	u32 s;

	locations[l] = ++last_location * 64;
	for (cpu = 0; cpu < CPUS && old; cpu++) {
		table = dropstat_table_of(cpu);
		for (s = DROPSTAT_SITES_RESERVED; s < table->nr_sites; s++) {
			if (table->sites[s].key.location != old)
				continue;
			table->sites[s].key.location = 32 + l * 2;
			table->sites[s].moved = 1;
		}
	}
	for (n = 0; n < NETNS; n++)
		for (i = 0; i < IFACES; i++)
			netns[n].iface[i].hits[l] = 0;
}

static void hit_at(u64 cookie, u32 ifindex, int l)
{
	struct dropstat_hit hit = {
		.site = {
			.cookie = cookie,
			.inum = cookie,
			.ifindex = ifindex,
			.location = locations[l],
			.reason = l,
		},
		.tuple = {
			.ethertype = ETH_P_IP,
			.saddr = { random_below(10) },
			.flags = DROPSTAT_TUPLE_ADDRS,
		},
		.bytes = 60,
	};

	dropstat_count(dropstat_table_of(random_below(CPUS)), &hit,
		       dropstat_hash_site(&hit.site), DROPSTAT_CLASS_PACKET,
		       shim_jiffies);
	hits++;
}

static void hit(int n, int i, int l)
{
	hit_at(netns[n].cookie, netns[n].iface[i].ifindex, l);
	netns[n].iface[i].hits[l]++;
	netns[n].hits++;
}

static u64 sum_of(const struct dropstat_query *query, u64 *other)
{
	struct dropstat_snapshot *snapshot = dropstat_snapshot_take(query);
	struct dropstat_row row;
	u64 sum = 0;
	u32 i;

	assert_false(IS_ERR(snapshot));
	for (i = 0; i < snapshot->nr_rows; i++) {
		dropstat_snapshot_row(snapshot, i, &row);
		sum += row.packets;
	}
	if (other)
		*other = snapshot->other;
	dropstat_snapshot_free(snapshot);
	return sum;
}

/* The index must lead to every row in use, except rows whose location moved. */
static void assert_index(struct dropstat_table *table)
{
	const struct dropstat_site *site, *found;
	u32 i, indexed = 0, used = 0;
	struct dropstat_site_key key;

	for (i = 0; i < SITES << DROPSTAT_SITE_INDEX_SHIFT; i++)
		indexed += !!table->index[i];
	for (i = DROPSTAT_SITES_RESERVED; i < table->nr_sites; i++) {
		site = &table->sites[i];
		if (!dropstat_site_in_use(site)) {
			assert_int_equal(site->packets, 0);
			continue;
		}
		used++;
		key = site->key;
		if (site->hash != dropstat_hash_value(dropstat_hash_site(&key)))
			continue;
		/* By now, a row that moved may have the same key. */
		found = dropstat_site_get(table, &key, site->hash, 0);
		assert_memory_equal(&found->key, &key, sizeof(key));
	}
	assert_int_equal(indexed, used);
	assert_int_equal(used + DROPSTAT_SITES_RESERVED,
			 dropstat_site_used(table));
}

/* The books of each site in a table must balance: flows + evicted = packets. */
static void assert_books(const struct dropstat_table *table)
{
	const struct dropstat_flow *flow;
	u64 held[SITES] = {};
	u32 i;
	int way;

	for (i = 0; i < table->nr_sets; i++) {
		for (way = 0; way < DROPSTAT_FLOW_WAYS; way++) {
			flow = &table->sets[i].flow[way];
			held[dropstat_flow_site(flow)] += flow->packets;
		}
	}
	for (i = 0; i < table->nr_sites; i++)
		assert_int_equal(held[i] + table->sites[i].evicted_packets,
				 table->sites[i].packets);
}

static void assert_live_sites(void)
{
	struct dropstat_query query = {
		.has_ifindex = true,
		.has_reason = true,
	};
	int n, i;
	u32 l;

	for (n = 0; n < NETNS; n++) {
		query.whose.cookie = netns[n].cookie;
		for (i = 0; i < IFACES; i++) {
			query.ifindex = netns[n].iface[i].ifindex;
			for (l = 0; l < LOCATIONS; l++) {
				query.reason = l;
				assert_in_range(sum_of(&query, NULL),
						netns[n].iface[i].hits[l],
						hits);
			}
		}
	}
}

/* No hit is lost, and no hit of a live netns is in "other". */
static void assert_holds(void)
{
	static const struct dropstat_query all = {
		.whose.all = true,
		.other = true,
	};
	struct dropstat_query own = {};
	u64 other;
	int i;

	assert_int_equal(sum_of(&all, &other), hits);
	assert_int_equal(other, 0);
	for (i = 0; i < NETNS; i++) {
		own.whose.cookie = netns[i].cookie;
		assert_int_equal(sum_of(&own, NULL), netns[i].hits);
		own.flows = true;
		assert_int_equal(sum_of(&own, NULL), netns[i].hits);
		own.flows = false;
	}
	assert_live_sites();
	for (i = 0; i < CPUS; i++) {
		assert_index(dropstat_table_of(i));
		assert_books(dropstat_table_of(i));
	}
}

static int begin(void **state)
{
	int i;

	(void)state;
	shim_cpus = CPUS;
	shim_netns_is_live = is_live;
	shim_iface_is_gone = is_gone;
	*shim_param_sites() = SITES;
	*shim_param_flows() = 64;
	memset(dropstat_tables, 0, sizeof(dropstat_tables));
	hits = 0;
	for (i = 0; i < LOCATIONS; i++)
		new_location(i);
	for (i = 0; i < NETNS; i++)
		new_netns(i);
	return dropstat_table_init();
}

static int end(void **state)
{
	(void)state;
	dropstat_table_uninit();
	shim_netns_is_live = NULL;
	shim_iface_is_gone = NULL;
	return 0;
}

/* Hit every live site up to three times, then reclaim rows. */
static void round_of_hits(void)
{
	int n, i, l, times;

	for (n = 0; n < NETNS; n++)
		for (i = 0; i < IFACES; i++)
			for (l = 0; l < LOCATIONS; l++)
				for (times = random_below(4); times; times--)
					hit(n, i, l);
	dropstat_reclaim();
}

static void netns_churn(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		new_netns(i % NETNS);
		round_of_hits();
		assert_holds();
	}
}

static void iface_churn(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		new_iface(i % NETNS, i / NETNS % IFACES);
		round_of_hits();
		assert_holds();
	}
}

/* Without a netns, it is not known whether the interface still exists. */
static void unknown_churn(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		hit_at(DROPSTAT_COOKIE_UNKNOWN, i + 1, i % LOCATIONS);
		round_of_hits();
		assert_holds();
	}
}

static void module_churn(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		new_location(i % LOCATIONS);
		round_of_hits();
		assert_holds();
	}
}

static void all_churn(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		if (!random_below(3))
			new_netns(random_below(NETNS));
		if (!random_below(3))
			new_iface(random_below(NETNS), random_below(IFACES));
		if (!random_below(5))
			new_location(random_below(LOCATIONS));
		round_of_hits();
		assert_holds();
	}
}

/* While there is room, no sites are folded, not even of gone namespaces and interfaces. */
static void enough_room(void **state)
{
	const struct dropstat_query all = { .whose.all = true };
	struct dropstat_snapshot *snapshot;
	u32 i;

	(void)state;
	for (i = 0; i < 10; i++) {
		hit(0, 0, 0);
		new_netns(0);
		hit(1, 0, 0);
		new_iface(1, 0);
		dropstat_reclaim();
	}
	snapshot = dropstat_snapshot_take(&all);
	assert_int_equal(snapshot->nr_sites,
			 20 + DROPSTAT_SITES_RESERVED);
	dropstat_snapshot_free(snapshot);
}

/* Live sites are never folded. When they fill the table, new hits go to "other". */
static void only_live_sites(void **state)
{
	const struct dropstat_query all = { .whose.all = true, .other = true };
	u64 other;
	int i;

	(void)state;
	for (i = 0; i < 4 * SITES; i++) {
		hit(0, 0, 0);
		/* The same interface has drops at a new location. */
		locations[0] += 64;
		dropstat_reclaim();
	}
	assert_int_equal(sum_of(&all, &other), hits);
	assert_in_range(other, 1, hits - SITES / 2);
}

#define test(name)	cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(netns_churn),
		test(iface_churn),
		test(unknown_churn),
		test(module_churn),
		test(all_churn),
		test(enough_room),
		test(only_live_sites),
	};

	return cmocka_run_group_tests_name("reclaim", tests, NULL, NULL);
}
