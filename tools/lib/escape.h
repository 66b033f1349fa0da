/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names from outside, made safe for where they are printed. Interfaces, tasks,
 * containers, cgroups, namespaces and files have whatever names their owners chose,
 * so a name is kept as it is, and escaped by one of these functions when it is
 * printed.
 */
#ifndef _DROPSTAT_ESCAPE_H
#define _DROPSTAT_ESCAPE_H

#include <stddef.h>

/*
 * Each function writes as much of the escaped @text to @to as fits in @size bytes,
 * including the final NUL. No escape sequence is cut, and apart from the characters
 * of other scripts in escape_metric(), the result is printable ASCII.
 */
typedef void escape_fn(char *to, size_t size, const char *text);

/*
 * For a terminal: all but printable ASCII becomes "\xNN". Text that is already escaped
 * does not change.
 */
escape_fn escape_terminal;
/* The same for a name in a line of words: a space becomes "\x20". */
escape_fn escape_word;
/*
 * For JSON: @text is serialized JSON, so all but ASCII is in strings, where it becomes
 * "\uNNNN". Invalid UTF-8 becomes U+FFFD.
 */
escape_fn escape_json;
/*
 * For the value of a label in OpenMetrics, without its quotes. Invalid UTF-8 and
 * control characters other than a newline become U+FFFD.
 */
escape_fn escape_metric;
/*
 * For a command that is meant to be copied: one word for a shell, quoted if necessary.
 * A quoted "-x" is still an option, so the word must follow "--option=", an option
 * that takes an argument, a keyword such as "dev", or "--".
 */
escape_fn escape_shell;

/* Returns the escaped @text, to be freed; NULL if out of memory. */
char *escape_copy(escape_fn *escape, const char *text);

#endif /* _DROPSTAT_ESCAPE_H */
