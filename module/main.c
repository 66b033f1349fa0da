// SPDX-License-Identifier: GPL-2.0
/* Module init, exit and metadata. */
#include <linux/init.h>
#include <linux/module.h>

#include "dropstat.h"
#include "netlink/netlink.h"
#include "probe/probe.h"
#include "proc/proc.h"
#include "registry/registry.h"
#include "table/table.h"
#include "table/upkeep.h"
#include "version.h"

static int __init dropstat_init(void)
{
	int err;

	err = dropstat_table_init();
	if (err)
		return err;
	err = dropstat_symbol_init();
	if (err)
		goto err_table;
	err = dropstat_retire_init();
	if (err)
		goto err_symbol;
	err = dropstat_netns_init();
	if (err)
		goto err_retire;
	err = dropstat_iface_init();
	if (err)
		goto err_netns;
	err = dropstat_procfs_init();
	if (err)
		goto err_iface;
	err = dropstat_probe_init();
	if (err)
		goto err_procfs;
	dropstat_reclaim_init();
	/* Last, because init must not fail once a dump may have started. */
	err = dropstat_netlink_init();
	if (err)
		goto err_reclaim;
	return 0;

err_reclaim:
	dropstat_reclaim_uninit();
	dropstat_probe_uninit();
err_procfs:
	dropstat_procfs_uninit();
err_iface:
	dropstat_iface_uninit();
err_netns:
	dropstat_netns_uninit();
err_retire:
	dropstat_retire_uninit();
err_symbol:
	dropstat_symbol_uninit();
err_table:
	dropstat_table_uninit();
	return err;
}

/*
 * The probe is stopped first. Then the readers are removed;
 * genl_unregister_family() and remove_proc_entry() wait for active readers. The
 * parts that only the probe and the readers use are removed last.
 */
static void __exit dropstat_exit(void)
{
	dropstat_probe_uninit();
	dropstat_netlink_uninit();
	dropstat_reclaim_uninit();
	dropstat_procfs_uninit();
	dropstat_iface_uninit();
	dropstat_netns_uninit();
	dropstat_retire_uninit();
	dropstat_symbol_uninit();
	dropstat_table_uninit();
}

module_init(dropstat_init);
module_exit(dropstat_exit);

MODULE_AUTHOR("The dropstat developers");
MODULE_DESCRIPTION("Exact, bounded, always-on accounting of the packets that the kernel drops");
MODULE_VERSION(DROPSTAT_VERSION);
MODULE_LICENSE("GPL");
