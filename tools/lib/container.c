// SPDX-License-Identifier: GPL-2.0
/* The container of a cgroup. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/container.h"
#include "lib/util.h"

/* Digits of an ID that container engines show */
#define CONTAINER_DIGITS	12

/**
 * struct container_kind - how a container manager names its cgroups
 * @prefix: what precedes the container's name
 * @label: our name for the manager
 * @id: whether the name is a long hexadecimal ID
 */
struct container_kind {
	const char *prefix;
	const char *label;
	bool id;
};

static const struct container_kind container_kinds[] = {
	{ "/docker-",		"docker",	true },
	{ "/docker/",		"docker",	true },
	{ "/libpod-",		"podman",	true },
	{ "/cri-containerd-",	"containerd",	true },
	{ "/cri-containerd:",	"containerd",	true },
	{ "/crio-",		"crio",		true },
	{ "/lxc.payload.",	"lxc",		false },
	{ "/lxc/",		"lxc",		false },
	{ "/machine-",		"machine",	false },
};

static size_t container_digits(const char *text)
{
	size_t digits = 0;

	while (isxdigit((unsigned char)text[digits]))
		digits++;
	return digits;
}

/* Where the name of the last container of this kind starts; NULL for none */
static const char *container_find(const struct container_kind *kind,
				  const char *cgroup)
{
	const char *next = cgroup, *found = NULL;

	while ((next = strstr(next, kind->prefix))) {
		next += strlen(kind->prefix);
		if (!kind->id || container_digits(next) >= CONTAINER_DIGITS)
			found = next;
	}
	return found;
}

static size_t container_length(const struct container_kind *kind,
			       const char *name)
{
	size_t length = strcspn(name, "/"), suffix = strlen(".scope");

	if (kind->id)
		return CONTAINER_DIGITS;
	if (length > suffix && !memcmp(name + length - suffix, ".scope", suffix))
		length -= suffix;
	return length;
}

/* Containers may be nested: the innermost one counts. */
bool container_name(const char *cgroup, char *name, size_t size)
{
	const struct container_kind *kind = NULL;
	const char *found = NULL, *next;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(container_kinds); i++) {
		next = container_find(&container_kinds[i], cgroup);
		if (next && (!found || next > found)) {
			kind = &container_kinds[i];
			found = next;
		}
	}
	if (!kind)
		return false;
	snprintf(name, size, "%s:%.*s", kind->label,
		 (int)container_length(kind, found), found);
	return true;
}
