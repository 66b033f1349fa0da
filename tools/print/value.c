// SPDX-License-Identifier: GPL-2.0
/* The content of a cell. */
#include "print/print.h"

struct value value_text(const char *text)
{
	return (struct value){
		.kind = text ? VALUE_TEXT : VALUE_NONE,
		.text = text,
	};
}

struct value value_lines(const char *text)
{
	return (struct value){
		.kind = text ? VALUE_LINES : VALUE_NONE,
		.text = text,
	};
}

struct value value_number(uint64_t number)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = number };
}

struct value value_flag(bool flag)
{
	return (struct value){ .kind = VALUE_FLAG, .number = flag };
}

struct value value_real(double real)
{
	return (struct value){ .kind = VALUE_REAL, .real = real };
}

struct value value_object(const struct table *table, const void *row)
{
	return (struct value){
		.kind = VALUE_OBJECT,
		.table = table,
		.row = row,
	};
}
