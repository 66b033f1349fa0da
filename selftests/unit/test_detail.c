// SPDX-License-Identifier: GPL-2.0
/* When a flow's details are filled in, and which details a reader sees */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "model.h"
#include "view/query.h"
#include "view/snapshot.h"
#include "table/table.h"

#define FLOWS	64
/* The number of flows that fit even if they all share one set */
#define MERGED	8

static int end(void **state)
{
	(void)state;
	model_end();
	*shim_param_details() = true;
	return 0;
}

/* Stands in for dropstat_detail_fill(). */
static void fill(struct dropstat_detail *detail, u32 uid)
{
	detail->flags = DROPSTAT_DETAIL_OWNER;
	detail->uid = uid;
}

/* Hit more flows than there are rows until every row has been taken over many times. */
static void crowd(void)
{
	struct dropstat_detail *detail;
	u32 i;

	for (i = 1000; i < 1000 + 20 * FLOWS; i++) {
		detail = model_hit(0, 0, i, 60);
		if (detail)
			fill(detail, i);
	}
}

/* The details of a flow as a reader sees them; NULL if it has no row */
static const struct dropstat_detail *
detail_of(const struct dropstat_snapshot *snapshot, u32 flow,
	  struct dropstat_row *row)
{
	struct dropstat_tuple tuple;
	u32 i;

	model_tuple(&tuple, flow);
	for (i = 0; i < snapshot->nr_rows; i++) {
		dropstat_snapshot_row(snapshot, i, row);
		if (row->flow &&
		    !memcmp(&row->flow->tuple, &tuple, sizeof(tuple)))
			return row->detail;
	}
	return NULL;
}

static struct dropstat_snapshot *read_details(void)
{
	static const struct dropstat_query query = {
		.whose.all = true,
		.flows = true,
		.details = true,
	};
	struct dropstat_snapshot *snapshot = dropstat_snapshot_take(&query);

	assert_false(IS_ERR(snapshot));
	return snapshot;
}

static void first_hit(void **state)
{
	(void)state;
	model_start(1, 64, FLOWS, 300, 2, 10);
	assert_non_null(model_hit(0, 0, 1, 60));
	assert_null(model_hit(0, 0, 1, 60));
	assert_null(model_hit(0, 0, 1, 60));
	/* The same tuple at another site is another flow. */
	assert_non_null(model_hit(0, 1, 1, 60));
}

/* While flows keep replacing each other, a flow gets details only on its second hit. */
static void second_hit(void **state)
{
	struct dropstat_detail *detail;

	(void)state;
	model_start(1, 64, FLOWS, 0, 1, 3000);
	crowd();
	assert_null(model_hit(0, 0, 1, 60));
	detail = model_hit(0, 0, 1, 60);
	assert_non_null(detail);
	assert_int_equal(detail->flags, DROPSTAT_DETAIL_LATER);
	fill(detail, 1);
	assert_null(model_hit(0, 0, 1, 60));
	assert_null(model_check());
}

/* Once the other flows have stopped, a flow gets details on its first hit again. */
static void first_hit_again(void **state)
{
	(void)state;
	model_start(1, 64, FLOWS, 10, 1, 3000);
	crowd();
	assert_null(model_hit(0, 0, 1, 60));
	shim_jiffies += 100 * 10 * HZ;
	assert_non_null(model_hit(0, 0, 2, 60));
}

/* A flow that takes over a row does not inherit the details of the old flow. */
static void taken_over(void **state)
{
	const struct dropstat_detail *detail;
	struct dropstat_snapshot *snapshot;
	struct dropstat_row row;

	(void)state;
	model_start(1, 64, FLOWS, 0, 1, 3000);
	crowd();
	crowd();
	assert_null(model_hit(0, 0, 1, 60));
	snapshot = read_details();
	detail = detail_of(snapshot, 1, &row);
	assert_non_null(detail);
	assert_int_equal(detail->flags & DROPSTAT_DETAIL_OWNER, 0);
	dropstat_snapshot_free(snapshot);
}

/* If several CPUs have a flow, its details are those of the first CPU that saw it. */
static void merged(void **state)
{
	const struct dropstat_detail *detail;
	struct dropstat_snapshot *snapshot;
	struct dropstat_row row;
	int cpu;
	u32 i;

	(void)state;
	model_start(3, 64, FLOWS, 300, 1, MERGED);
	for (i = 0; i < MERGED; i++) {
		for (cpu = 2; cpu >= 0; cpu--) {
			fill(model_hit(cpu, 0, i, 60), 100 * i + cpu);
			shim_jiffies++;
		}
	}
	snapshot = read_details();
	assert_int_equal(snapshot->nr_flows, MERGED);
	for (i = 0; i < MERGED; i++) {
		detail = detail_of(snapshot, i, &row);
		assert_non_null(detail);
		assert_int_equal(row.packets, 3);
		assert_int_equal(detail->uid, 100 * i + 2);
	}
	dropstat_snapshot_free(snapshot);
}

/* If the first CPU did not fill in the details, they are those of another CPU. */
static void merged_later(void **state)
{
	const struct dropstat_detail *detail;
	struct dropstat_snapshot *snapshot;
	struct dropstat_row row;
	int cpu;

	(void)state;
	for (cpu = 0; cpu < 2; cpu++) {
		model_start(2, 64, FLOWS, 0, 1, 3000);
		crowd();
		/* On CPU 0, flows replace each other, so the first hit gets no details. */
		shim_jiffies++;
		if (cpu)
			fill(model_hit(1, 0, 1, 60), 7);
		shim_jiffies++;
		assert_null(model_hit(0, 0, 1, 60));
		shim_jiffies++;
		if (!cpu)
			fill(model_hit(1, 0, 1, 60), 7);
		snapshot = read_details();
		detail = detail_of(snapshot, 1, &row);
		assert_non_null(detail);
		assert_int_equal(row.packets, 2);
		assert_int_equal(detail->flags, DROPSTAT_DETAIL_OWNER);
		assert_int_equal(detail->uid, 7);
		dropstat_snapshot_free(snapshot);
		if (!cpu)
			model_end();
	}
}

static void not_requested(void **state)
{
	struct dropstat_snapshot *snapshot;
	struct dropstat_row row;

	(void)state;
	model_start(1, 64, FLOWS, 300, 1, 10);
	fill(model_hit(0, 0, 1, 60), 7);
	snapshot = model_snapshot();
	assert_int_equal(snapshot->nr_rows, 1);
	dropstat_snapshot_row(snapshot, 0, &row);
	assert_null(row.detail);
	dropstat_snapshot_free(snapshot);
}

/* The module parameter "details" is off. */
static void disabled(void **state)
{
	struct dropstat_snapshot *snapshot;
	struct dropstat_row row;
	u32 i;

	(void)state;
	*shim_param_details() = false;
	model_start(1, 64, FLOWS, 300, 1, 3000);
	for (i = 0; i < 3000; i++)
		assert_null(model_hit(0, 0, i % 500, 60));
	assert_null(model_check());
	snapshot = read_details();
	dropstat_snapshot_row(snapshot, 0, &row);
	assert_null(row.detail);
	dropstat_snapshot_free(snapshot);
}

#define test(name)	cmocka_unit_test_teardown(name, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(first_hit),
		test(second_hit),
		test(first_hit_again),
		test(taken_over),
		test(merged),
		test(merged_later),
		test(not_requested),
		test(disabled),
	};

	return cmocka_run_group_tests_name("detail", tests, NULL, NULL);
}
