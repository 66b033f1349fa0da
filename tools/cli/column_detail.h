/* SPDX-License-Identifier: GPL-2.0 */
/* The values in the columns that only JSON has. */
#ifndef _DROPSTAT_GET_DETAIL_H
#define _DROPSTAT_GET_DETAIL_H

#include "print/print.h"

void get_direction(const void *row, struct value *value);
void get_conntrack(const void *row, struct value *value);
void get_cgroup(const void *row, struct value *value);
void get_cgroup_path(const void *row, struct value *value);
void get_container(const void *row, struct value *value);
void get_uid(const void *row, struct value *value);
void get_task(const void *row, struct value *value);
/* VALUE_NONE unless conntrack or call paths were looked up */
void get_conntrack_own(const void *row, struct value *value);
void get_conntrack_expected(const void *row, struct value *value);
void get_dropper(const void *row, struct value *value);
void get_stack(const void *row, struct value *value);
/* From the explanation of the reason or location */
void get_causes(const void *row, struct value *value);
void get_check(const void *row, struct value *value);

#endif /* _DROPSTAT_GET_DETAIL_H */
