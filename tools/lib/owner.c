// SPDX-License-Identifier: GPL-2.0
/* The owner and direction of a row's packets, as text. */
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cgroup.h"
#include "lib/container.h"
#include "lib/owner.h"

bool owner_container(const struct drop *drop, char name[OWNER_CONTAINER])
{
	const char *path = drop->cgroup ? cgroup_path(drop->cgroup) : NULL;

	return path && container_name(path, name, OWNER_CONTAINER);
}

static void owner_put_cgroup(FILE *file, const struct drop *drop)
{
	const char *path = cgroup_path(drop->cgroup);
	char container[OWNER_CONTAINER];

	if (path)
		fprintf(file, ", cgroup %s", path);
	else
		fprintf(file, ", cgroup %" PRIu64 " (gone or not visible)",
			drop->cgroup);
	if (owner_container(drop, container))
		fprintf(file, ", container %s", container);
}

static void owner_put_uid(FILE *file, const struct drop *drop)
{
	const struct passwd *user = getpwuid(drop->uid);

	fprintf(file, ", uid %u", drop->uid);
	if (user)
		fprintf(file, " (%s)", user->pw_name);
}

char *owner_text(const struct drop *drop)
{
	char *text = NULL, *rest = NULL;
	size_t size;
	FILE *file;

	if (!drop->cgroup && !drop->has_uid && !drop->task)
		return NULL;
	file = open_memstream(&text, &size);
	if (!file)
		return NULL;
	if (drop->cgroup)
		owner_put_cgroup(file, drop);
	if (drop->has_uid)
		owner_put_uid(file, drop);
	if (drop->task)
		fprintf(file, ", task %s (in whose context it was dropped)",
			drop->task);
	/* Skip the first ", ". */
	if (!fclose(file))
		rest = strdup(text + 2);
	free(text);
	return rest;
}

const char *owner_direction(const struct drop *drop)
{
	static const char * const texts[] = {
		[DROPSTAT_DIRECTION_RX]		= "rx, incoming",
		[DROPSTAT_DIRECTION_TX]		= "tx, outgoing",
		[DROPSTAT_DIRECTION_FORWARD]	=
			"forward, from one interface to another",
		[DROPSTAT_DIRECTION_LOCAL]	= "local, on the loopback interface",
	};

	return drop->direction <= DROPSTAT_DIRECTION_MAX ?
		texts[drop->direction] : NULL;
}
