// SPDX-License-Identifier: GPL-2.0
/* Which container a process lives in. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/container.h"
#include "lib/util.h"

/* What container engines show of an identifier */
#define CONTAINER_DIGITS	12

/**
 * struct container_kind - how a container manager names its cgroups
 * @prefix: what stands before the container's name
 * @label: what we call the manager
 * @id: whether the name is a long hexadecimal identifier
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

/* Where the name of the last container of this kind begins; NULL for none */
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

/* A container may be in another one: it is the innermost that counts. */
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
