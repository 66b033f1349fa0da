// SPDX-License-Identifier: GPL-2.0
/* Hostile names, in each place where they are printed (tools/lib/escape.h) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/escape.h"
#include "lib/util.h"

#define FFFD	"\xef\xbf\xbd"

/* A two-byte character; a control character; a four-byte character */
#define UMLAUT	"\xc3\xbc"
#define CSI	"\xc2\x9b"
#define SMILE	"\xf0\x9f\x98\x80"

/**
 * struct name - a name, and how it is expected to be printed
 * @name: the name
 * @terminal: on a terminal
 * @json: in serialized JSON
 * @metric: as a label
 * @shell: in a command
 */
struct name {
	const char *name;
	const char *terminal;
	const char *json;
	const char *metric;
	const char *shell;
};

static const struct name names[] = {
	{ "", "", "", "", "''" },
	{ "eth0.1@x", "eth0.1@x", "eth0.1@x", "eth0.1@x", "eth0.1@x" },
	{ "`id`", "`id`", "`id`", "`id`", "'`id`'" },
	{ "$(id)", "$(id)", "$(id)", "$(id)", "'$(id)'" },
	{ "x;reboot", "x;reboot", "x;reboot", "x;reboot", "'x;reboot'" },
	{ "-rf", "-rf", "-rf", "-rf", "-rf" },
	{ "~root", "~root", "~root", "~root", "'~root'" },
	{ "=ls", "=ls", "=ls", "=ls", "'=ls'" },
	{ "it's", "it's", "it's", "it's", "'it'\\''s'" },
	{ "a b", "a b", "a b", "a b", "'a b'" },
	{ "a\\b", "a\\b", "a\\b", "a\\\\b", "'a\\b'" },
	{ "a\"", "a\"", "a\"", "a\\\"", "'a\"'" },
	{ "a\nb", "a\\x0ab", "a\nb", "a\\nb", "$'a\\012b'" },
	{ "\033[2J", "\\x1b[2J", "\033[2J", FFFD "[2J", "$'\\033[2J'" },
	{ "'\\\0331", "'\\\\x1b1", "'\\\0331", "'\\\\" FFFD "1",
	  "$'\\'\\\\\\0331'" },
	{ "a\x7f", "a\\x7f", "a\\u007f", "a" FFFD, "$'a\\177'" },
	{ UMLAUT, "\\xc3\\xbc", "\\u00fc", UMLAUT, "$'\\303\\274'" },
	{ CSI, "\\xc2\\x9b", "\\u009b", FFFD, "$'\\302\\233'" },
	{ SMILE, "\\xf0\\x9f\\x98\\x80", "\\ud83d\\ude00", SMILE,
	  "$'\\360\\237\\230\\200'" },
	/* Invalid UTF-8: a lone byte, a cut, an overlong and a paired character */
	{ "\2332J", "\\x9b2J", "\\ufffd2J", FFFD "2J", "$'\\2332J'" },
	{ "\xc3", "\\xc3", "\\ufffd", FFFD, "$'\\303'" },
	{ "\xc0\xaf", "\\xc0\\xaf", "\\ufffd\\ufffd", FFFD FFFD,
	  "$'\\300\\257'" },
	{ "\xed\xa0\x80", "\\xed\\xa0\\x80", "\\ufffd\\ufffd\\ufffd",
	  FFFD FFFD FFFD, "$'\\355\\240\\200'" },
	{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80",
	  "\\ufffd\\ufffd\\ufffd\\ufffd", FFFD FFFD FFFD FFFD,
	  "$'\\364\\220\\200\\200'" },
};

static void expect(escape_fn *escape, const char *name, const char *wanted)
{
	char *text = escape_copy(escape, name);

	assert_non_null(text);
	assert_string_equal(text, wanted);
	free(text);
}

static void each_sink(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		expect(escape_terminal, names[i].name, names[i].terminal);
		expect(escape_json, names[i].name, names[i].json);
		expect(escape_metric, names[i].name, names[i].metric);
		expect(escape_shell, names[i].name, names[i].shell);
	}
}

/* So a text may be escaped when it is composed, and again when it is printed. */
static void terminal_twice(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		expect(escape_terminal, names[i].terminal, names[i].terminal);
		expect(escape_terminal, names[i].shell, names[i].shell);
	}
}

static void words(void **state)
{
	(void)state;
	expect(escape_word, "a b\tc", "a\\x20b\\x09c");
	expect(escape_word, "eth0", "eth0");
}

/* All bytes, in each sink: only escape_metric() leaves any that are not ASCII. */
static void all_bytes(void **state)
{
	escape_fn *escapes[] = { escape_terminal, escape_word, escape_shell };
	char name[256], *text, *c;
	size_t i;

	(void)state;
	for (i = 0; i < 255; i++)
		name[i] = i + 1;
	name[255] = '\0';
	for (i = 0; i < ARRAY_SIZE(escapes); i++) {
		text = escape_copy(escapes[i], name);
		for (c = text; *c; c++)
			assert_in_range(*c, ' ', '~');
		free(text);
	}
	text = escape_copy(escape_json, name + ' ' - 1);
	for (c = text; *c; c++)
		assert_in_range(*c, ' ', '~');
	free(text);
}

/* No escape sequence is cut, and nothing follows the first that does not fit. */
static void truncated(void **state)
{
	char text[8];

	(void)state;
	escape_terminal(text, 8, "abcdefgh");
	assert_string_equal(text, "abcdefg");
	escape_terminal(text, 8, "abc\033d");
	assert_string_equal(text, "abc\\x1b");
	escape_terminal(text, 7, "abc\033d");
	assert_string_equal(text, "abc");
	escape_metric(text, 5, "ab" UMLAUT UMLAUT);
	assert_string_equal(text, "ab" UMLAUT);
	escape_json(text, 1, "a");
	assert_string_equal(text, "");
}

/* A shell reads back exactly the name. */
static void shell_reads(void **state)
{
	char command[512], got[64], *word;
	size_t i, length;
	FILE *shell;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		word = escape_copy(escape_shell, names[i].name);
		snprintf(command, sizeof(command), "printf -- %%s --x=%s", word);
		free(word);
		setenv("COMMAND", command, 1);
		shell = popen("bash -c \"$COMMAND\"", "r");
		assert_non_null(shell);
		length = fread(got, 1, sizeof(got) - 1, shell);
		got[length] = '\0';
		assert_int_equal(pclose(shell), 0);
		assert_int_equal(strncmp(got, "--x=", 4), 0);
		assert_string_equal(got + 4, names[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sink),
		cmocka_unit_test(terminal_twice),
		cmocka_unit_test(words),
		cmocka_unit_test(all_bytes),
		cmocka_unit_test(truncated),
		cmocka_unit_test(shell_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
