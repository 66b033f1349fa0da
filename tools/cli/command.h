/* SPDX-License-Identifier: GPL-2.0 */
/* The subcommands of dropstat, and their options. */
#ifndef _DROPSTAT_COMMAND_H
#define _DROPSTAT_COMMAND_H

#include <stdint.h>

/**
 * struct option_text - an option, for getopt_long() and for the help
 * @key: its letter; OPTION_LONG or a higher number if it has none
 * @name: its long name
 * @arg: the name of its argument in the help; NULL if it takes none
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
			  "use colour: always, auto (default) or never" }
#define OPTION_FILE	{ 'f', "file", "FILE", \
			  "read a copy of /proc/net/dropstat" }
#define OPTION_IFACE	{ 'i', "iface", "NAME", "only this interface" }
#define OPTION_REASON	{ 'r', "reason", "REASON", "only this drop reason" }
#define OPTION_LOCATION	{ 'l', "location", "PLACE", \
			  "only this kernel function, or location in it" }
#define OPTION_NETNS	{ 'N', "netns", "NETNS", \
			  "only this network namespace; see dropstat(8)" }

/**
 * struct command - a subcommand
 * @name: its name
 * @args: its arguments, as the help shows them
 * @brief: what it does
 * @options: its options, terminated by an entry without a name
 * @run: runs it; exits, or returns after printing everything
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
 * Returns the key of the next option, with its argument in optarg; -1 after the
 * last one. For --help, prints the help and exits; for an unknown option, exits
 * with an error.
 */
int option_next(const struct command *command, int argc, char **argv);
/* Exits with an error if an argument follows the options. */
void option_no_more(const struct command *command, int argc, char **argv);
/* Parses the number @text; exits with an error about @name if it is invalid. */
uint64_t option_number(const char *name, const char *text, uint64_t min,
		       uint64_t max);

void option_print_help(const struct option_text *options);

#endif /* _DROPSTAT_COMMAND_H */
