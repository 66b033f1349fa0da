// SPDX-License-Identifier: GPL-2.0
/* Drop reasons: number to name, by the running kernel's own tables. */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <net/dropreason.h>

#include "dropstat.h"

/**
 * dropstat_reason_name - name of a drop reason
 * @reason: the running kernel's number, or DROPSTAT_REASON_ANY
 * @buf: filled with "NO_SOCKET", "qdisc/OVERLIMIT", "UNKNOWN(0x...)" or "*"
 * @size: of @buf
 *
 * The name is copied: it dies with the module that registered it.
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
	name = dropstat_reason_kernel_name(reason);
	if (!name)
		name = dropstat_reason_qdisc_name(reason);
	if (!name)
		snprintf(buf, size, "UNKNOWN(0x%x)", reason);
	else if (subsys)
		snprintf(buf, size, "%s/%s", subsys, name);
	else
		strscpy(buf, name, size);
	rcu_read_unlock();
}
