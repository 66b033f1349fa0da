// SPDX-License-Identifier: GPL-2.0
/* Rows as JSON objects. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/escape.h"
#include "print/print.h"
#include "print/say.h"

static struct json_object *json_real(double real)
{
	char text[32];

	snprintf(text, sizeof(text), "%.3f", real);
	return json_object_new_double_s(real, text);
}

static struct json_object *json_lines(const char *text)
{
	struct json_object *array = json_object_new_array();
	size_t length;

	for (; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		json_object_array_add(array,
				      json_object_new_string_len(text, length));
	}
	return array;
}

static struct json_object *json_table(const struct table *table);
static struct json_object *json_row(const struct table *table, const void *row);

static struct json_object *json_value(const struct value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
		break;
	case VALUE_TEXT:
		return json_object_new_string(value->text);
	case VALUE_LINES:
		return json_lines(value->text);
	case VALUE_NUMBER:
		return json_object_new_uint64(value->number);
	case VALUE_REAL:
		return json_real(value->real);
	case VALUE_FLAG:
		return json_object_new_boolean(value->number);
	case VALUE_TABLE:
		return json_table(value->table);
	case VALUE_OBJECT:
		return json_row(value->table, value->row);
	}
	return NULL;
}

static struct json_object *json_new(void)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		say_and_exit(SAY_ERROR, "out of memory");
	return object;
}

static struct json_object *json_row(const struct table *table, const void *row)
{
	struct json_object *object = json_new();
	const struct column *column;
	struct value value;
	size_t i;

	for (i = 0; i < table->nr_columns; i++) {
		column = table->columns[i];
		if (!column->key)
			continue;
		value.kind = VALUE_NONE;
		column->get(row, &value);
		json_object_object_add(object, column->key, json_value(&value));
	}
	return object;
}

static struct json_object *json_table(const struct table *table)
{
	struct json_object *array = json_object_new_array();
	const char *row = table->rows;
	size_t i;

	for (i = 0; i < table->nr_rows; i++, row += table->size)
		json_object_array_add(array, json_row(table, row));
	return array;
}

static void json_print(struct json_object *object)
{
	const char *text;
	char *ascii;

	text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
					      JSON_C_TO_STRING_NOSLASHESCAPE);
	ascii = text ? escape_copy(escape_json, text) : NULL;
	if (!ascii)
		say_and_exit(SAY_ERROR, "out of memory");
	fputs(ascii, stdout);
	free(ascii);
	json_object_put(object);
}

void print_json(const struct table *table, const void *row)
{
	json_print(json_row(table, row));
}

void print_json_record(const struct field *fields, size_t nr)
{
	struct json_object *object = json_new();
	size_t i;

	for (i = 0; i < nr; i++)
		json_object_object_add(object, fields[i].key,
				       json_value(&fields[i].value));
	json_print(object);
}
