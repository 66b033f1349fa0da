/* SPDX-License-Identifier: GPL-2.0 */
/* The call path of one hit of a site. */
#ifndef _DROPSTAT_STACK_H
#define _DROPSTAT_STACK_H

#include <linux/build_bug.h>
#include <linux/types.h>

struct dropstat_site;
struct dropstat_table;

#define DROPSTAT_STACK_FRAMES	15

/**
 * struct dropstat_stack - the call path of one hit of a site
 * @nr: number of @frames; 0 if there is no path
 * @frames: return addresses, the site's location first; retire.c replaces those in
 *	a module when the module is unloaded
 *
 * Written by the table's CPU, under the site's seq.
 */
struct dropstat_stack {
	u64 nr;
	u64 frames[DROPSTAT_STACK_FRAMES];
};

static_assert(sizeof(struct dropstat_stack) == 128);

/* stack.c APIs: in the probe */
void dropstat_stack_take(struct dropstat_table *table,
			 struct dropstat_site *site);

#endif /* _DROPSTAT_STACK_H */
