// SPDX-License-Identifier: GPL-2.0
/* Options: getopt_long() and the help use the same table. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "print/say.h"

#define OPTION_MOST	32

static void option_convert(const struct option_text *texts,
			   struct option options[OPTION_MOST + 1],
			   char letters[2 * OPTION_MOST + 3])
{
	int i;

	/* Distinguishes a missing argument from an unknown option */
	*letters++ = ':';
	for (i = 0; texts[i].name && i < OPTION_MOST; i++) {
		options[i].name = texts[i].name;
		options[i].has_arg = texts[i].arg ? required_argument :
						    no_argument;
		options[i].val = texts[i].key;
		if (texts[i].key >= OPTION_LONG)
			continue;
		*letters++ = texts[i].key;
		if (texts[i].arg)
			*letters++ = ':';
	}
	*letters = '\0';
}

static void option_help(const struct command *command)
{
	printf("usage: dropstat %s %s\n\n%s\n\n", command->name, command->args,
	       command->brief);
	option_print_help(command->options);
	say_done();
}

/* A word may contain several option letters, so print only the wrong one. */
static void option_complain(const struct command *command, char **argv,
			    bool missing)
{
	char letter[] = { '-', optopt, '\0' };
	const char *word = argv[optind - 1];
	bool is_long = word[0] == '-' && word[1] == '-';

	say_and_exit(SAY_USAGE, "%s '%s'; see: dropstat %s --help",
		     missing ? "missing argument after" :
		     is_long ? "unknown or ambiguous option" : "unknown option",
		     is_long ? word : letter, command->name);
}

int option_next(const struct command *command, int argc, char **argv)
{
	struct option options[OPTION_MOST + 1] = {};
	char letters[2 * OPTION_MOST + 3];
	int key;

	opterr = 0;
	option_convert(command->options, options, letters);
	key = getopt_long(argc, argv, letters, options, NULL);
	if (key == 'h')
		option_help(command);
	if (key == '?' || key == ':')
		option_complain(command, argv, key == ':');
	return key;
}

void option_no_more(const struct command *command, int argc, char **argv)
{
	if (optind < argc)
		say_and_exit(SAY_USAGE,
			     "unexpected argument '%s'; see: dropstat %s --help",
			     argv[optind], command->name);
}

uint64_t option_number(const char *name, const char *text, uint64_t min,
		       uint64_t max)
{
	uint64_t number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || number < min ||
	    number > max)
		say_and_exit(SAY_USAGE, "%s must be a number from %" PRIu64
			     " to %" PRIu64 ", not '%s'", name, min, max, text);
	return number;
}

void option_print_help(const struct option_text *options)
{
	char left[32];

	puts("Options:");
	for (; options->name; options++) {
		snprintf(left, sizeof(left), "--%s%s%s", options->name,
			 options->arg ? " " : "", options->arg ?: "");
		if (options->key < OPTION_LONG)
			printf("  -%c, %-18s %s\n", options->key, left,
			       options->help);
		else
			printf("      %-18s %s\n", left, options->help);
	}
}
