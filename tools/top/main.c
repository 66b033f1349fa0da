// SPDX-License-Identifier: GPL-2.0
/* dropstat-top: a live view of the packets that the kernel drops. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/netns.h"
#include "print/say.h"
#include "top/top.h"

static const char top_usage[] =
"Usage: dropstat-top [OPTION]...\n"
"Show a live view of the packets that the kernel drops.\n"
"\n"
"  -b, --batch            print text; no terminal is needed\n"
"  -n, --iterations N     end after N updates\n"
"  -d, --delay SEC        seconds between updates, 0.1 to 3600; default: 2\n"
"  -g, --group KEY        group by reason (default), netns, iface, location,\n"
"                         proto, saddr, daddr, sport, dport; flow: no groups\n"
"  -s, --sort KEY         sort by rate (default), packets or last\n"
"  -f, --filter TEXT      only flows with TEXT in one of their columns\n"
"  -N, --netns NAME       only this network namespace\n"
"  -a, --all              include noise, and the classes fraglist and local\n"
"  -V, --version          print the version\n"
"  -h, --help             print this help\n"
"\n"
"Press h to list the keys. See dropstat-top(8).\n";

static const struct option top_options[] = {
	{ "batch",	no_argument,		NULL, 'b' },
	{ "iterations",	required_argument,	NULL, 'n' },
	{ "delay",	required_argument,	NULL, 'd' },
	{ "group",	required_argument,	NULL, 'g' },
	{ "sort",	required_argument,	NULL, 's' },
	{ "filter",	required_argument,	NULL, 'f' },
	{ "netns",	required_argument,	NULL, 'N' },
	{ "all",	no_argument,		NULL, 'a' },
	{ "version",	no_argument,		NULL, 'V' },
	{ "help",	no_argument,		NULL, 'h' },
	{ }
};

/**
 * struct top_settings - values of the options
 * @by: what to group by
 * @sort: what to sort by
 * @filter: the filter; "" for none
 * @delay: milliseconds between updates
 * @iterations: number of updates; 0 for no limit
 * @batch: whether to use batch mode
 * @all: whether to show noise, fraglist and local
 * @named: whether @netns is set
 * @netns: inode number of the only netns to show
 */
struct top_settings {
	enum group_by by;
	enum model_sort sort;
	const char *filter;
	uint64_t delay;
	unsigned long iterations;
	bool batch;
	bool all;
	bool named;
	uint32_t netns;
};

static enum top_exit top_bad(const char *what, const char *value,
			     const char *wanted)
{
	say("%s '%s': %s", what, value, wanted);
	return TOP_USAGE;
}

static enum top_exit top_set_delay(struct top_settings *settings,
				   const char *value)
{
	double seconds;
	char *end;

	errno = 0;
	seconds = strtod(value, &end);
	if (end == value || *end || errno ||
	    !(seconds >= TOP_DELAY_MIN / 1000.0 &&
	      seconds <= TOP_DELAY_MAX / 1000.0))
		return top_bad("delay", value,
			       "must be 0.1 to 3600 seconds");
	settings->delay = seconds * 1000 + 0.5;
	return TOP_OK;
}

static enum top_exit top_set_iterations(struct top_settings *settings,
					const char *value)
{
	char *end;

	errno = 0;
	settings->iterations = strtoul(value, &end, 10);
	if (*value < '0' || *value > '9' || *end || errno ||
	    !settings->iterations)
		return top_bad("iterations", value,
			       "must be a positive number");
	return TOP_OK;
}

static enum top_exit top_set_netns(struct top_settings *settings,
				   const char *value)
{
	settings->named = true;
	if (!netns_find(value, &settings->netns))
		return top_bad("netns", value,
			       "no such network namespace");
	return TOP_OK;
}

static enum top_exit top_set_group(struct top_settings *settings,
				   const char *value)
{
	settings->by = group_parse(value);
	if (settings->by == GROUP_NR)
		return top_bad("group", value,
			       "must be reason, netns, iface, location, proto, saddr, daddr, sport, dport or flow");
	return TOP_OK;
}

static enum top_exit top_set_sort(struct top_settings *settings,
				  const char *value)
{
	settings->sort = model_sort_find(value);
	if (settings->sort == MODEL_SORTS)
		return top_bad("sort", value,
			       "must be rate, packets or last");
	return TOP_OK;
}

static enum top_exit top_set_filter(struct top_settings *settings,
				    const char *value)
{
	settings->filter = value;
	if (strlen(value) >= MODEL_FILTER_MAX)
		return top_bad("filter", value, "too long");
	return TOP_OK;
}

static enum top_exit top_set(struct top_settings *settings, int option,
			     const char *value)
{
	switch (option) {
	case 'b':
		settings->batch = true;
		return TOP_OK;
	case 'a':
		settings->all = true;
		return TOP_OK;
	case 'n':
		return top_set_iterations(settings, value);
	case 'd':
		return top_set_delay(settings, value);
	case 'g':
		return top_set_group(settings, value);
	case 's':
		return top_set_sort(settings, value);
	case 'f':
		return top_set_filter(settings, value);
	case 'N':
		return top_set_netns(settings, value);
	default:
		return TOP_USAGE;
	}
}

/* A word may contain several option letters, so report only the wrong one. */
static void top_complain(char **argv, bool missing)
{
	char letter[] = { '-', optopt, '\0' };
	const char *word = argv[optind - 1];
	bool is_long = word[0] == '-' && word[1] == '-';

	say("%s '%s'; see: dropstat-top --help",
	    missing ? "missing argument after" :
	    is_long ? "unknown or ambiguous option" : "unknown option",
	    is_long ? word : letter);
}

/* Prints the help or the version, and exits. */
static void top_answer(int option)
{
	if (option == 'h')
		fputs(top_usage, stdout);
	else
		puts("dropstat-top " DROPSTAT_VERSION);
	exit(fflush(stdout) ? TOP_FAILED : TOP_OK);
}

static enum top_exit top_parse(struct top_settings *settings, int argc,
			       char **argv)
{
	enum top_exit result = TOP_OK;
	int option;

	opterr = 0;
	while (!result) {
		option = getopt_long(argc, argv, ":bn:d:g:s:f:N:aVh",
				     top_options, NULL);
		if (option < 0)
			break;
		if (option == '?' || option == ':')
			top_complain(argv, option == ':');
		if (option == 'h' || option == 'V')
			top_answer(option);
		result = top_set(settings, option, optarg);
	}
	if (!result && optind < argc)
		result = top_bad("argument", argv[optind],
				 "only options are accepted");
	return result;
}

/* Reads once before touching the terminal, so that errors stay visible. */
static enum top_exit top_run(struct top *top, bool batch)
{
	top_read(top);
	if (!top->model.picture) {
		say("%s", top->trouble);
		if (top->source.denied)
			return TOP_DENIED;
		return top->source.missing ? TOP_NO_MODULE : TOP_FAILED;
	}
	return batch ? batch_run(top) : loop_run(top);
}

int main(int argc, char **argv)
{
	struct top_settings settings = { .filter = "", .delay = 2000 };
	struct top top = { 0 };
	enum top_exit result;

	result = top_parse(&settings, argc, argv);
	if (result)
		return result;
	top.delay = settings.delay;
	top.iterations = settings.iterations;
	model_init(&top.model, settings.by, settings.sort);
	model_show_all(&top.model, settings.all);
	model_filter(&top.model, settings.filter);
	source_init(&top.source, settings.named, settings.netns);
	result = top_run(&top, settings.batch);
	source_close(&top.source);
	model_free(&top.model);
	return result;
}
