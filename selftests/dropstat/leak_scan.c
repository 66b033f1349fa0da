// SPDX-License-Identifier: GPL-2.0
/*
 * Look for kernel addresses in standard input, in binary or as text. Print each line that
 * has one.
 *
 * status: 0 if there is none, 1 otherwise
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "leak.h"

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	int status = 0;
	uint64_t found;
	ssize_t len;

	while ((len = getline(&line, &size, stdin)) > 0) {
		found = leak_find(line, len);
		if (!found)
			continue;
		printf("%#" PRIx64 " in: %s", found, line);
		status = 1;
	}
	free(line);
	return status;
}
