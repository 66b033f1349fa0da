/* SPDX-License-Identifier: GPL-2.0 */
/* Settings that can be changed while the module is loaded. */
#ifndef _DROPSTAT_CONFIG_H
#define _DROPSTAT_CONFIG_H

#include <linux/types.h>
#include <uapi/linux/dropstat.h>

/**
 * struct dropstat_config_reason - settings of one drop reason
 * @reason: its number
 * @no_flows: whether its flows get no rows
 * @has_threshold: whether it has its own threshold
 * @rate_threshold: that threshold, in drops per second at a site
 */
struct dropstat_config_reason {
	u32 reason;
	bool no_flows;
	bool has_threshold;
	u32 rate_threshold;
};

/**
 * struct dropstat_config - the configuration
 * @flows: whether flows get rows at all
 * @halflife: half-life of weights in seconds; 0 for no ageing
 * @rate_threshold: drops per second at a site that trigger an event; 0 for none
 * @event_limit: maximum number of events per second and group
 * @nr_reasons: number of @reasons
 * @reasons: settings of the reasons that have their own
 */
struct dropstat_config {
	bool flows;
	u32 halflife;
	u32 rate_threshold;
	u32 event_limit;
	u32 nr_reasons;
	struct dropstat_config_reason reasons[DROPSTAT_MOST_REASONS];
};

/* config.c APIs: process context */
void dropstat_config_init(void);
void dropstat_config_uninit(void);
void dropstat_config_read(struct dropstat_config *config);
int dropstat_config_lock(struct dropstat_config *config);
int dropstat_config_commit(const struct dropstat_config *config);
void dropstat_config_unlock(void);
struct dropstat_config_reason *
dropstat_config_reason(struct dropstat_config *config, u32 reason);
void dropstat_config_forget(struct dropstat_config *config, u32 reason);
u32 dropstat_config_threshold(const struct dropstat_config *config, u32 reason);

#endif /* _DROPSTAT_CONFIG_H */
