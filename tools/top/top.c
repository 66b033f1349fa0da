// SPDX-License-Identifier: GPL-2.0
/* Reads new pictures into the model. */
#include <stdio.h>

#include "top/top.h"

void top_read_more(struct top *top)
{
	if (model_in_text(&top->model) && top->model.picture)
		source_stacks(&top->source, top->model.picture);
}

void top_read(struct top *top)
{
	struct picture *picture = source_read(&top->source);

	snprintf(top->trouble, sizeof(top->trouble), "%s", top->source.error);
	if (picture && !model_update(&top->model, picture))
		snprintf(top->trouble, sizeof(top->trouble), "out of memory");
	top_read_more(top);
}
