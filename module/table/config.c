// SPDX-License-Identifier: GPL-2.0
/* Reads the configuration, changes it atomically, and applies it to the tables. */
#include <linux/mutex.h>

#include "table/config.h"
#include "table/table.h"

#define CONFIG_RATE_THRESHOLD	1000
#define CONFIG_EVENT_LIMIT	100

static DEFINE_MUTEX(config_lock);	/* protects config_now */
static struct dropstat_config config_now;

/* Process context, after dropstat_table_init(). */
void dropstat_config_init(void)
{
	config_now.flows = dropstat_table_sets();
	config_now.halflife = dropstat_table_halflife();
	config_now.rate_threshold = CONFIG_RATE_THRESHOLD;
	config_now.event_limit = CONFIG_EVENT_LIMIT;
}

/* Process context; the probe no longer runs. */
void dropstat_config_uninit(void)
{
	dropstat_count_rules(NULL, 0, false);
}

/**
 * dropstat_config_lock - start changing the configuration
 * @config: set to the current configuration
 *
 * Context: process context; may sleep.
 * Return: 0, or -EINTR on a fatal signal.
 */
int dropstat_config_lock(struct dropstat_config *config)
{
	int err = mutex_lock_killable(&config_lock);

	if (!err)
		*config = config_now;
	return err;
}

/* Process context, after dropstat_config_lock(). */
void dropstat_config_unlock(void)
{
	mutex_unlock(&config_lock);
}

/* Process context; may sleep. */
void dropstat_config_read(struct dropstat_config *config)
{
	mutex_lock(&config_lock);
	*config = config_now;
	mutex_unlock(&config_lock);
}

static int config_rules(const struct dropstat_config *config)
{
	u32 reasons[DROPSTAT_MOST_REASONS], i, nr = 0;

	for (i = 0; i < config->nr_reasons; i++)
		if (config->reasons[i].no_flows)
			reasons[nr++] = config->reasons[i].reason;
	return dropstat_count_rules(reasons, nr, !config->flows);
}

/**
 * dropstat_config_commit - apply a changed configuration
 * @config: changed copy of the configuration from dropstat_config_lock()
 *
 * Context: process context, between dropstat_config_lock() and _unlock().
 * Return: 0, or -ENOMEM, in which case nothing was changed.
 */
int dropstat_config_commit(const struct dropstat_config *config)
{
	int err;

	lockdep_assert_held(&config_lock);
	err = config_rules(config);
	if (err)
		return err;
	if (config->halflife != config_now.halflife)
		dropstat_table_age(config->halflife);
	config_now = *config;
	return 0;
}

/**
 * dropstat_config_reason - get the settings of a reason, or add them
 * @config: configuration from dropstat_config_lock()
 * @reason: number of the reason
 *
 * Context: any.
 * Return: its settings; NULL if there is no room to add them.
 */
struct dropstat_config_reason *
dropstat_config_reason(struct dropstat_config *config, u32 reason)
{
	struct dropstat_config_reason *settings = config->reasons;
	u32 i;

	for (i = 0; i < config->nr_reasons; i++, settings++)
		if (settings->reason == reason)
			return settings;
	if (config->nr_reasons == DROPSTAT_MOST_REASONS)
		return NULL;
	config->nr_reasons++;
	*settings = (struct dropstat_config_reason) { .reason = reason };
	return settings;
}

/* Any context. Removes the settings of a reason. */
void dropstat_config_forget(struct dropstat_config *config, u32 reason)
{
	u32 i;

	for (i = 0; i < config->nr_reasons; i++)
		if (config->reasons[i].reason == reason)
			config->reasons[i] =
				config->reasons[--config->nr_reasons];
}

/* Any context. The drops per second that trigger an event; 0 for no events. */
u32 dropstat_config_threshold(const struct dropstat_config *config, u32 reason)
{
	u32 i;

	for (i = 0; i < config->nr_reasons; i++)
		if (config->reasons[i].reason == reason &&
		    config->reasons[i].has_threshold)
			return config->reasons[i].rate_threshold;
	return config->rate_threshold;
}
