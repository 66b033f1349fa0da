// SPDX-License-Identifier: GPL-2.0
/* dropstat: which packets the kernel has dropped, where and why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "print/say.h"

static const struct command command_help, command_version;

/* The first one is the default. */
static const struct command * const main_commands[] = {
	&command_show,
	&command_totals,
	&command_monitor,
	&command_explain,
	&command_flush,
	&command_config,
	&command_export,
	&command_help,
	&command_version,
};

#define MAIN_COMMANDS	ARRAY_SIZE(main_commands)

static void main_list(char list[256], const char *prefix)
{
	size_t i;

	*list = '\0';
	for (i = 0; i < MAIN_COMMANDS; i++) {
		if (strncmp(main_commands[i]->name, prefix, strlen(prefix)))
			continue;
		if (*list)
			strcat(list, ", ");
		strcat(list, main_commands[i]->name);
	}
}

/* Accepts any unambiguous prefix of a command. */
static const struct command *main_find(const char *name)
{
	const struct command *found = NULL;
	char list[256];
	size_t i;

	for (i = 0; *name && i < MAIN_COMMANDS; i++) {
		if (strncmp(main_commands[i]->name, name, strlen(name)))
			continue;
		if (found) {
			main_list(list, name);
			say_and_exit(SAY_USAGE,
				     "'%s' is ambiguous; it could be: %s", name,
				     list);
		}
		found = main_commands[i];
	}
	if (found)
		return found;
	main_list(list, "");
	say_and_exit(SAY_USAGE, "unknown command '%s'; the commands are: %s",
		     name, list);
}

static const struct option_text main_options[] = {
	{ 'V', "version", NULL, "show the version" },
	OPTION_HELP,
	{}
};

static void main_help(void)
{
	size_t i;

	puts("usage: dropstat [COMMAND] [OPTIONS]\n\n"
	     "Show which packets the kernel has dropped, where and why.\n\n"
	     "Commands:");
	for (i = 0; i < MAIN_COMMANDS; i++)
		printf("  %-9s %s\n", main_commands[i]->name,
		       main_commands[i]->brief);
	putchar('\n');
	option_print_help(main_options);
	puts("\nWithout a command, dropstat accepts the options of show.\n"
	     "'dropstat COMMAND --help' lists a command's options. See dropstat(8).");
	say_done();
}

static void main_run_help(const struct command *command, int argc, char **argv)
{
	char help[] = "--help";
	char *args[3] = { argv[0], help };

	(void)command;
	if (argc < 2)
		main_help();
	command = main_find(argv[1]);
	if (command->run == main_run_help || !command->options)
		main_help();
	command->run(command, 2, args);
}

static void main_run_version(const struct command *command, int argc,
			     char **argv)
{
	(void)command;
	(void)argc;
	(void)argv;
	puts("dropstat " DROPSTAT_VERSION);
}

static const struct command command_help = {
	.name = "help",
	.brief = "Show this help, or the help of a command.",
	.run = main_run_help,
};

static const struct command command_version = {
	.name = "version",
	.brief = "Show the version.",
	.run = main_run_version,
};

static bool main_is(const char *arg, const char *letter, const char *name)
{
	return !strcmp(arg, letter) || !strcmp(arg, name);
}

int main(int argc, char **argv)
{
	const struct command *command = main_commands[0];

	if (argc > 1 && main_is(argv[1], "-h", "--help"))
		main_help();
	if (argc > 1 && main_is(argv[1], "-V", "--version")) {
		command = &command_version;
	} else if (argc > 1 && argv[1][0] != '-') {
		command = main_find(argv[1]);
		argc--;
		argv++;
	}
	command->run(command, argc, argv);
	say_done();
}
