// SPDX-License-Identifier: GPL-2.0
/* dropstat config: show and change the module's configuration. */
#include <getopt.h>
#include <string.h>

#include "answer/explain.h"
#include "print/print.h"
#include "print/say.h"
#include "cli/select.h"

static const struct option_text config_options[] = {
	OPTION_JSON,
	OPTION_HELP,
	{}
};

static void config_get_name(const void *row, struct value *value)
{
	const struct reason_config *reason = row;

	*value = value_text(reason->name);
}

static void config_get_flows(const void *row, struct value *value)
{
	const struct reason_config *reason = row;

	*value = value_flag(!reason->no_flows);
}

static void config_get_threshold(const void *row, struct value *value)
{
	const struct reason_config *reason = row;

	if (reason->has_threshold)
		*value = value_number(reason->threshold);
}

static void config_reasons(const struct config *config, struct table *table)
{
	static const struct column name = {
		"reason", "REASON", 0, 0, config_get_name
	};
	static const struct column flows = {
		"flows", "FLOWS", 0, 0, config_get_flows
	};
	static const struct column threshold = {
		"threshold", "THRESHOLD", COLUMN_RIGHT, 0, config_get_threshold
	};

	*table = (struct table){
		.columns = { &name, &flows, &threshold },
		.nr_columns = 3,
		.rows = config->reasons,
		.nr_rows = config->nr_reasons,
		.size = sizeof(config->reasons[0]),
	};
}

static void config_open(struct client **client, struct config *config)
{
	enum client_status status = client_open(client);

	if (!status)
		status = client_config_get(*client, config);
	if (status)
		say_client(status, *client);
}

static void config_show(const struct config *config, bool json)
{
	struct table reasons;
	const struct field fields[] = {
		{ "flows", "flows", value_flag(config->flows) },
		{ "halflife", "halflife", value_number(config->halflife) },
		{ "threshold", "threshold", value_number(config->threshold) },
		{ "event_limit", "event-limit",
		  value_number(config->event_limit) },
		{ "reasons", NULL,
		  { .kind = VALUE_TABLE, .table = &reasons } },
	};
	struct print print;

	config_reasons(config, &reasons);
	print_init(&print, json, NULL);
	print_record(&print, fields, ARRAY_SIZE(fields));
	if (!json && config->nr_reasons)
		print_table(&print, &reasons);
}

/**
 * struct config_words - the arguments of "config set"
 * @words: the words not parsed yet, terminated by NULL
 * @change: the requested change
 * @now: the configuration before the change
 */
struct config_words {
	char **words;
	struct config change;
	struct config now;
};

static const char *config_value(struct config_words *words)
{
	const char *name = *words->words++;

	if (!*words->words)
		say_and_exit(SAY_USAGE, "missing value after '%s'", name);
	return *words->words++;
}

static bool config_on_or_off(struct config_words *words)
{
	const char *value = config_value(words);

	if (strcmp(value, "on") && strcmp(value, "off"))
		say_and_exit(SAY_USAGE, "flows must be on or off, not '%s'",
			     value);
	return !strcmp(value, "on");
}

static uint32_t config_word_number(struct config_words *words, uint64_t max)
{
	const char *name = *words->words;

	return option_number(name, config_value(words), 0, max);
}

static bool config_is(const struct config_words *words, const char *name)
{
	return *words->words && !strcmp(*words->words, name);
}

/* Starts with the reason's current settings; settings not given do not change. */
static struct reason_config *config_find(struct config_words *words,
					 const char *name)
{
	const struct explain *entry = explain_reason(name);
	struct config *change = &words->change;
	struct reason_config *reason;
	unsigned int i;

	select_check_length("the reason", name);
	name = entry ? entry->name : name;
	for (i = 0; i < change->nr_reasons; i++)
		if (!strcmp(change->reasons[i].name, name))
			return &change->reasons[i];
	if (change->nr_reasons == DROPSTAT_MOST_REASONS)
		say_and_exit(SAY_USAGE, "more than %d reasons",
			     DROPSTAT_MOST_REASONS);
	reason = &change->reasons[change->nr_reasons++];
	reason->name = name;
	for (i = 0; i < words->now.nr_reasons; i++)
		if (!strcmp(words->now.reasons[i].name, name))
			*reason = words->now.reasons[i];
	return reason;
}

static void config_parse_reason(struct config_words *words)
{
	struct reason_config *reason = config_find(words, config_value(words));
	char **first = words->words;

	for (;;) {
		if (config_is(words, "flows")) {
			reason->no_flows = !config_on_or_off(words);
		} else if (config_is(words, "threshold")) {
			reason->has_threshold = true;
			reason->threshold =
				config_word_number(words, UINT32_MAX);
		} else if (config_is(words, "default")) {
			reason->no_flows = false;
			reason->has_threshold = false;
			words->words++;
		} else {
			break;
		}
	}
	if (words->words == first)
		say_and_exit(SAY_USAGE,
			     "'reason %s' must be followed by flows on|off, threshold N or default",
			     reason->name);
}

static void config_parse_word(struct config_words *words)
{
	struct config *change = &words->change;

	if (config_is(words, "flows")) {
		change->has_flows = true;
		change->flows = config_on_or_off(words);
	} else if (config_is(words, "halflife")) {
		change->has_halflife = true;
		change->halflife =
			config_word_number(words, DROPSTAT_LONGEST_HALFLIFE);
	} else if (config_is(words, "threshold")) {
		change->has_threshold = true;
		change->threshold = config_word_number(words, UINT32_MAX);
	} else if (config_is(words, "event-limit")) {
		change->has_event_limit = true;
		change->event_limit = config_word_number(words, UINT32_MAX);
	} else if (config_is(words, "reset-reasons")) {
		change->forget_reasons = true;
		words->now.nr_reasons = 0;
		words->words++;
	} else if (config_is(words, "reason")) {
		config_parse_reason(words);
	} else {
		say_and_exit(SAY_USAGE,
			     "unknown setting '%s'; the settings are: flows, halflife, threshold, event-limit, reset-reasons, reason",
			     *words->words);
	}
}

static void config_parse(struct config_words *words)
{
	if (!*words->words)
		say_and_exit(SAY_USAGE,
			     "no setting given; see: dropstat config --help");
	while (*words->words)
		config_parse_word(words);
}

/* The kernel may know reasons that this program does not, so it is asked first. */
static void config_refused(const struct config *change, struct client *client,
			   enum client_status status)
{
	unsigned int i;

	for (i = 0; i < change->nr_reasons && status == CLIENT_REFUSED; i++)
		if (!explain_reason(change->reasons[i].name))
			select_unknown_reason(change->reasons[i].name);
	say_client(status, client);
}

static void config_set(char **argv)
{
	struct config_words words = { .words = argv };
	enum client_status status;
	struct client *client;

	/* Check the words first, then parse them with the current settings. */
	config_parse(&words);
	words = (struct config_words){ .words = argv };
	config_open(&client, &words.now);
	config_parse(&words);
	status = client_config_set(client, &words.change);
	if (status)
		config_refused(&words.change, client, status);
	client_close(client);
}

static void config_run(const struct command *command, int argc, char **argv)
{
	struct config config;
	struct client *client;
	bool json = false;

	while (option_next(command, argc, argv) != -1)
		json = true;
	if (argc > optind && !strcmp(argv[optind], "set")) {
		config_set(argv + optind + 1);
		return;
	}
	if (argc > optind && !strcmp(argv[optind], "show"))
		optind++;
	option_no_more(command, argc, argv);
	config_open(&client, &config);
	config_show(&config, json);
	client_close(client);
}

const struct command command_config = {
	.name = "config",
	.args = "[show] [-j] | set [flows on|off] [halflife SEC] [threshold N]\n"
		"       [event-limit N] [reset-reasons]\n"
		"       [reason NAME [flows on|off] [threshold N] [default]]...",
	.brief = "Show or change the module's configuration.",
	.options = config_options,
	.run = config_run,
};
