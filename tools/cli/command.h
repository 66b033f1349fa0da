/* SPDX-License-Identifier: GPL-2.0 */
/* The subcommands of dropstat, and their options. */
#ifndef _DROPSTAT_COMMAND_H
#define _DROPSTAT_COMMAND_H

#include <stdint.h>

/**
 * struct option_text - an option, to getopt_long() and to people
 * @key: its letter; a number from OPTION_LONG on if it has none
 * @name: its long name
 * @arg: what stands for its argument in the help; NULL if it has none
 * @help: what it does
 */
struct option_text {
	int key;
	const char *name;
	const char *arg;
	const char *help;
};

#define OPTION_LONG	256
#define OPTION_HELP	{ 'h', "help", NULL, "show this help" }
#define OPTION_JSON	{ 'j', "json", NULL, "print JSON" }
#define OPTION_COLOR	{ 'C', "color", "WHEN", \
			  "colour: always, auto (default) or never" }
#define OPTION_FILE	{ 'f', "file", "FILE", \
			  "from a copy of /proc/net/dropstat" }
#define OPTION_IFACE	{ 'i', "iface", "NAME", "of one interface" }
#define OPTION_REASON	{ 'r', "reason", "REASON", "of one drop reason" }
#define OPTION_LOCATION	{ 'l', "location", "PLACE", \
			  "of one function of the kernel, or place in it" }
#define OPTION_NETNS	{ 'N', "netns", "NETNS", \
			  "of one network namespace, see dropstat(8)" }

/**
 * struct command - a subcommand
 * @name: its name
 * @args: what stands for its arguments in the help
 * @brief: what it does
 * @options: its options; the last one has no name
 * @run: does it, and exits or returns when all is printed
 */
struct command {
	const char *name;
	const char *args;
	const char *brief;
	const struct option_text *options;
	void (*run)(const struct command *command, int argc, char **argv);
};

extern const struct command command_config;
extern const struct command command_explain;
extern const struct command command_export;
extern const struct command command_flush;
extern const struct command command_monitor;
extern const struct command command_show;
extern const struct command command_totals;

/*
 * The key of the next option, its argument in optarg; -1 after the last one.
 * Helps and exits at --help, complains and exits at what is no option.
 */
int option_next(const struct command *command, int argc, char **argv);
/* Complains and exits if there is an argument after the options. */
void option_no_more(const struct command *command, int argc, char **argv);
/* A number of an option or argument @name; complains and exits if it is none. */
uint64_t option_number(const char *name, const char *text, uint64_t min,
		       uint64_t max);

void option_print_help(const struct option_text *options);

#endif /* _DROPSTAT_COMMAND_H */
