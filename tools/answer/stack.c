// SPDX-License-Identifier: GPL-2.0
/* Call paths to drops. */
#include <stdio.h>
#include <string.h>

#include "lib/drop.h"
#include "answer/explain.h"
#include "answer/stack.h"

static const char *stack_function(const char *frame)
{
	char name[DROPSTAT_LONGEST_NAME + 1];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(frame, "+.[\n "),
		 frame);
	return drop_intern(name);
}

/* explain_is_helper() and explain_is_root() check only the first frame. */
const char *stack_dropper(const char *stack)
{
	const char *frame = stack;

	if (!stack || !explain_is_helper(stack))
		return NULL;
	while (explain_is_helper(frame)) {
		frame += strcspn(frame, "\n");
		if (!*frame)
			return NULL;
		frame++;
	}
	return explain_is_root(frame) ? NULL : stack_function(frame);
}
