// SPDX-License-Identifier: GPL-2.0
/* Maps drop reason numbers to names and back, using the running kernel's tables. */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <net/dropreason.h>

#include "registry/registry.h"

/* Far more than any kernel has. */
#define REASON_SUBSYSTEMS	16
#define REASON_NAMES		1024

/* Must be called under rcu_read_lock(). */
static const char *reason_own_name(u32 reason)
{
	return dropstat_reason_kernel_name(reason) ?:
	       dropstat_reason_qdisc_name(reason);
}

/* Must be called under rcu_read_lock(). */
static bool reason_is(u32 reason, const char *text)
{
	const char *subsys = dropstat_reason_subsys_name(reason);
	const char *name = reason_own_name(reason);
	size_t size;

	if (!name || !!subsys != !!strchr(text, '/'))
		return false;
	if (subsys) {
		size = strlen(subsys);
		if (strncmp(text, subsys, size) || text[size] != '/')
			return false;
		text += size + 1;
	}
	return !strcmp(text, name);
}

/**
 * dropstat_reason_number - number of a drop reason
 * @text: its name as dropstat_reason_name() prints it, optionally prefixed with
 *	SKB_DROP_REASON_
 * @reason: set to its number
 *
 * Context: any but the probe; takes rcu_read_lock().
 * Return: whether the running kernel has that reason.
 */
bool dropstat_reason_number(const char *text, u32 *reason)
{
	static const char prefix[] = "SKB_DROP_REASON_";
	u32 subsys, index;
	bool found = false;
	int end = 0;

	if (!strncmp(text, prefix, sizeof(prefix) - 1))
		text += sizeof(prefix) - 1;
	if (sscanf(text, "UNKNOWN(0x%x)%n", reason, &end) == 1 && !text[end])
		return true;
	*reason = DROPSTAT_REASON_ANY;
	if (!strcmp(text, "*"))
		return true;

	rcu_read_lock();
	for (subsys = 0; !found && subsys < REASON_SUBSYSTEMS; subsys++) {
		for (index = 0; !found && index < REASON_NAMES; index++) {
			*reason = dropstat_reason_of(subsys, index);
			found = reason_is(*reason, text);
		}
	}
	rcu_read_unlock();
	return found;
}

/**
 * dropstat_reason_name - name of a drop reason
 * @reason: the running kernel's number, or DROPSTAT_REASON_ANY
 * @buf: set to "NO_SOCKET", "qdisc/OVERLIMIT", "UNKNOWN(0x...)" or "*"
 * @size: size of @buf
 *
 * The name is copied because unloading the module that registered it frees it.
 *
 * Context: any but the probe; takes rcu_read_lock().
 */
void dropstat_reason_name(u32 reason, char *buf, size_t size)
{
	const char *subsys = dropstat_reason_subsys_name(reason);
	const char *name;

	if (reason == DROPSTAT_REASON_ANY) {
		strscpy(buf, "*", size);
		return;
	}

	rcu_read_lock();
	name = reason_own_name(reason);
	if (!name)
		snprintf(buf, size, "UNKNOWN(0x%x)", reason);
	else if (subsys)
		snprintf(buf, size, "%s/%s", subsys, name);
	else
		strscpy(buf, name, size);
	rcu_read_unlock();
}
