// SPDX-License-Identifier: GPL-2.0
/* The values in the columns that only JSON has. */
#include "lib/cgroup.h"
#include "answer/explain.h"
#include "cli/column_detail.h"
#include "lib/owner.h"
#include "lib/row.h"
#include "answer/stack.h"

static const struct drop *get_drop(const void *row)
{
	return &((const struct row *)row)->drop;
}

void get_direction(const void *row, struct value *value)
{
	const struct drop *drop = get_drop(row);

	if (drop->direction <= DROPSTAT_DIRECTION_MAX)
		*value = value_text(drop_directions[drop->direction]);
}

void get_cgroup(const void *row, struct value *value)
{
	if (get_drop(row)->cgroup)
		*value = value_number(get_drop(row)->cgroup);
}

void get_cgroup_path(const void *row, struct value *value)
{
	if (get_drop(row)->cgroup)
		*value = value_text(cgroup_path(get_drop(row)->cgroup));
}

void get_container(const void *row, struct value *value)
{
	char name[OWNER_CONTAINER];

	if (owner_container(get_drop(row), name))
		*value = value_text(drop_intern(name));
}

void get_uid(const void *row, struct value *value)
{
	if (get_drop(row)->has_uid)
		*value = value_number(get_drop(row)->uid);
}

void get_task(const void *row, struct value *value)
{
	*value = value_text(get_drop(row)->task);
}

void get_dropper(const void *row, struct value *value)
{
	*value = value_text(stack_dropper(get_drop(row)->stack));
}

void get_stack(const void *row, struct value *value)
{
	*value = value_lines(get_drop(row)->stack);
}

static const struct explain *get_explain(const void *row)
{
	return explain_drop(get_drop(row)->reason, get_drop(row)->location);
}

void get_causes(const void *row, struct value *value)
{
	if (get_explain(row))
		*value = value_lines(get_explain(row)->causes);
}

void get_check(const void *row, struct value *value)
{
	if (get_explain(row))
		*value = value_lines(get_explain(row)->check);
}
