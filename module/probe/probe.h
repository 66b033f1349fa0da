/* SPDX-License-Identifier: GPL-2.0 */
/* The probe's functions, for main.c and for its own files. */
#ifndef _DROPSTAT_PROBE_H
#define _DROPSTAT_PROBE_H

#include "hit.h"
#include "table/detail.h"

struct dropstat_table;

/* probe.c APIs: process context */
int dropstat_probe_init(void);
void dropstat_probe_uninit(void);

/* calibrate.c APIs: process context */
int dropstat_calibrate(unsigned long *fraglist_location);

/* origin.c APIs: in the probe */
enum dropstat_class dropstat_origin(struct dropstat_site_key *key,
				    struct dropstat_packet *packet);

/* flowkey.c APIs: in the probe */
void dropstat_flowkey(struct dropstat_tuple *tuple,
		      const struct dropstat_packet *packet);

/* detail.c APIs: in the probe */
void dropstat_detail_fill(struct dropstat_table *table,
			  struct dropstat_detail *detail);

/* direction.c APIs: in the probe */
enum dropstat_direction
dropstat_direction(const struct dropstat_packet *packet);

/* conntrack.c APIs: in the probe */
void dropstat_conntrack(struct dropstat_detail *detail,
			const struct dropstat_packet *packet);

/* owner.c APIs: in the probe */
void dropstat_owner(struct dropstat_detail *detail,
		    const struct dropstat_packet *packet);

#endif /* _DROPSTAT_PROBE_H */
