/* SPDX-License-Identifier: GPL-2.0 */
/* Text and JSON, from one description of columns. */
#ifndef _DROPSTAT_PRINT_H
#define _DROPSTAT_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/tuple.h"

enum value_kind {
	VALUE_NONE,
	VALUE_TEXT,
	VALUE_LINES,	/* an array of strings in JSON */
	VALUE_NUMBER,
	VALUE_REAL,
	VALUE_FLAG,
	VALUE_TABLE,	/* for JSON only: an array of objects */
	VALUE_OBJECT,	/* for JSON only: an object */
};

struct table;

/**
 * struct value - what stands in a cell
 * @kind: which of the following counts
 * @text: a string
 * @number: an integer, or a flag
 * @real: a number with three digits after the point in JSON, one in text
 * @table: rows; of an object, its columns
 * @row: what the object is of
 * @buf: room for @text
 */
struct value {
	enum value_kind kind;
	const char *text;
	uint64_t number;
	double real;
	const struct table *table;
	const void *row;
	char buf[TUPLE_TEXT];
};

struct value value_text(const char *text);	/* NULL for none */
struct value value_lines(const char *text);	/* likewise */
struct value value_number(uint64_t number);
struct value value_flag(bool flag);
struct value value_real(double real);
struct value value_object(const struct table *table, const void *row);

enum column_flags {
	COLUMN_RIGHT	= 0x01,	/* numbers */
	COLUMN_NONZERO	= 0x02,	/* no column if there are only zeros */
	COLUMN_SPARE	= 0x04,	/* no column if the terminal is too narrow */
	COLUMN_ALONE	= 0x08,	/* a column only where those are none */
	COLUMN_NOTE	= 0x10,	/* below its row if the terminal is too narrow */
	COLUMN_ENDS	= 0x20,	/* both ends are worth more than the middle */
};

/**
 * struct column - a column of a table, or a line of a record
 * @key: its name in JSON; NULL if it is not there
 * @header: its name in text; NULL if it is not there
 * @flags: how text is laid out
 * @min: a narrow terminal may shorten it so far; 0 for never
 * @get: fills a value, which is VALUE_NONE before
 */
struct column {
	const char *key;
	const char *header;
	unsigned int flags;
	unsigned int min;
	void (*get)(const void *row, struct value *value);
};

enum print_style {
	PRINT_PLAIN,
	PRINT_BOLD,
	PRINT_DIM,
};

/**
 * struct print - how to print
 * @json: JSON rather than text
 * @color: with escape sequences
 * @width: of the terminal; 0 if it is none
 */
struct print {
	bool json;
	bool color;
	unsigned int width;
};

#define PRINT_COLUMNS	48

/**
 * struct field - a line of a record
 * @key: its name in JSON
 * @label: its name in text; NULL if it is not there
 * @value: what it says
 */
struct field {
	const char *key;
	const char *label;
	struct value value;
};

/**
 * struct table - what to print
 * @columns: the columns
 * @nr_columns: number of them, at most PRINT_COLUMNS
 * @rows: the rows
 * @nr_rows: number of them
 * @size: of each
 * @style: of a row in text; NULL for plain
 * @below: lines to print below a row in text, which are freed then; NULL for none
 */
struct table {
	const struct column *columns[PRINT_COLUMNS];
	size_t nr_columns;
	const void *rows;
	size_t nr_rows;
	size_t size;
	enum print_style (*style)(const void *row);
	char *(*below)(const void *row);
};

/* @color: NULL, "always", "auto" or "never"; complains and exits otherwise. */
void print_init(struct print *print, bool json, const char *color);

/* All columns of a row, or fields, as a JSON object, without a line's end */
void print_json(const struct table *table, const void *row);
void print_json_record(const struct field *fields, size_t nr);

/* A header and rows; in JSON an array of objects on lines of their own. */
void print_table(const struct print *print, const struct table *table);
/* A line for each field that says something; in JSON an object. */
void print_record(const struct print *print, const struct field *fields,
		  size_t nr);
/* One row, on a line, under no header; in JSON an object. */
void print_line(const struct print *print, const struct table *table);

#endif /* _DROPSTAT_PRINT_H */
