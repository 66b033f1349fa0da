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
	VALUE_TABLE,	/* JSON only: an array of objects */
	VALUE_OBJECT,	/* JSON only: an object */
};

struct table;

/**
 * struct value - the content of a cell
 * @kind: which of the following members is valid
 * @text: a string, or lines separated by newlines
 * @number: an integer, or a flag
 * @real: a number with three decimal places in JSON, one in text
 * @table: the rows of a table, or the columns of an object
 * @row: the row that an object shows
 * @buf: optional storage for @text
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

/* @text may be NULL, for VALUE_NONE. */
struct value value_text(const char *text);
struct value value_lines(const char *text);
struct value value_number(uint64_t number);
struct value value_flag(bool flag);
struct value value_real(double real);
struct value value_object(const struct table *table, const void *row);

enum column_flags {
	COLUMN_RIGHT	= 0x01,	/* right-aligned, for numbers */
	COLUMN_NONZERO	= 0x02,	/* hidden if every cell is 0 or "-" */
	COLUMN_SPARE	= 0x04,	/* hidden if the terminal is too narrow */
	COLUMN_ALONE	= 0x08,	/* shown only if the spare columns are hidden */
	COLUMN_NOTE	= 0x10,	/* below the row if the terminal is too narrow */
	COLUMN_ENDS	= 0x20,	/* shortened in the middle, not at the end */
	COLUMN_NAME	= 0x40,	/* a name, which is printed as one word */
};

/**
 * struct column - a column of a table, or a line of a record
 * @key: its name in JSON; NULL to omit it from JSON
 * @header: its name in text; NULL to omit it from text
 * @flags: layout in text, enum column_flags
 * @min: minimum width on a narrow terminal; 0 to never shorten it
 * @get: sets the value, which is initially VALUE_NONE
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
 * struct print - output format
 * @json: print JSON instead of text
 * @color: use escape sequences
 * @width: width of the terminal; 0 if the output is not a terminal
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
 * @label: its name in text; NULL to omit it from text
 * @value: its value
 */
struct field {
	const char *key;
	const char *label;
	struct value value;
};

/**
 * struct table - a table to print
 * @columns: the columns
 * @nr_columns: number of columns
 * @rows: the rows
 * @nr_rows: number of rows
 * @size: size of a row
 * @style: returns the style of a row in text; NULL for plain
 * @below: returns lines to print below a row in text, which print_table()
 *	frees; NULL for none
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

/* Exits with an error unless @color is NULL, "always", "auto" or "never". */
void print_init(struct print *print, bool json, const char *color);

/* Print all columns of a row, or fields, as a JSON object with no final newline. */
void print_json(const struct table *table, const void *row);
void print_json_record(const struct field *fields, size_t nr);

/* Prints a header and rows; in JSON, an array with an object on each line. */
void print_table(const struct print *print, const struct table *table);
/* Prints a line for each field with a value; in JSON, an object. */
void print_record(const struct print *print, const struct field *fields,
		  size_t nr);
/* Prints one row on a line, without a header; in JSON, an object. */
void print_line(const struct print *print, const struct table *table);

#endif /* _DROPSTAT_PRINT_H */
