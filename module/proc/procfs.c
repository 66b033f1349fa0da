// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/net/dropstat: a snapshot, one row per line. An open file keeps its snapshot
 * until it is read from the start again, so that the rows add up even if they are
 * read in several steps.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <net/net_namespace.h>

#include "proc/proc.h"
#include "view/query.h"
#include "view/snapshot.h"

#define PROCFS_NAME	"dropstat"

/**
 * struct procfs_reader - one open file
 * @net: its netns, with a reference
 * @query: what the opener may see
 * @snapshot: the snapshot being read; NULL before the first read
 * @row: the row of @snapshot to show next
 * @now: jiffies at which @snapshot was taken
 */
struct procfs_reader {
	struct net *net;
	struct dropstat_query query;
	struct dropstat_snapshot *snapshot;
	struct dropstat_row row;
	u64 now;
};

/* The seq_file's mutex serialises these functions. */
static int procfs_rewind(struct seq_file *seq)
{
	struct procfs_reader *reader = seq->private;
	struct dropstat_snapshot *snapshot;

	dropstat_snapshot_free(reader->snapshot);
	reader->snapshot = NULL;
	snapshot = dropstat_snapshot_take(&reader->query);
	if (IS_ERR(snapshot))
		return PTR_ERR(snapshot);
	reader->snapshot = snapshot;
	reader->now = get_jiffies_64();
	return 0;
}

static void *procfs_at(struct seq_file *seq, loff_t pos)
{
	struct procfs_reader *reader = seq->private;

	if (!pos)
		return SEQ_START_TOKEN;
	if (!reader->snapshot || pos > reader->snapshot->nr_rows)
		return NULL;
	dropstat_snapshot_row(reader->snapshot, pos - 1, &reader->row);
	return &reader->row;
}

static void *procfs_start(struct seq_file *seq, loff_t *pos)
{
	int err = *pos ? 0 : procfs_rewind(seq);

	return err ? ERR_PTR(err) : procfs_at(seq, *pos);
}

static void *procfs_next(struct seq_file *seq, void *row, loff_t *pos)
{
	return procfs_at(seq, ++*pos);
}

static void procfs_stop(struct seq_file *seq, void *row)
{
}

static int procfs_show(struct seq_file *seq, void *row)
{
	const struct procfs_reader *reader = seq->private;

	if (row == SEQ_START_TOKEN)
		dropstat_format_header(seq);
	else
		dropstat_format_row(seq, row, reader->now);
	return 0;
}

static const struct seq_operations procfs_seq_ops = {
	.start = procfs_start,
	.next = procfs_next,
	.stop = procfs_stop,
	.show = procfs_show,
};

/*
 * Drops in an unknown or ended netns, and hits that did not fit in the tables, may
 * belong to anybody.
 */
static void procfs_query(struct dropstat_query *query, const struct net *net,
			 const struct file *file)
{
	bool admin = file_ns_capable(file, &init_user_ns, CAP_NET_ADMIN);
	bool all = admin && net_eq(net, &init_net);

	query->admin = admin;
	query->owner = dropstat_budget_owner(net);
	query->flows = true;
	query->whose.cookie = net->net_cookie;
	query->whose.unknown = all;
	query->other = all;
	query->gone = all;
}

static int procfs_open_net(struct file *file, struct net *net)
{
	struct procfs_reader *reader;

	/* As over netlink. Later readers see what the opener may see. */
	if (!file_ns_capable(file, net->user_ns, CAP_NET_ADMIN))
		return -EACCES;
	reader = __seq_open_private(file, &procfs_seq_ops, sizeof(*reader));
	if (!reader)
		return -ENOMEM;
	reader->net = net;
	procfs_query(&reader->query, net, file);
	return 0;
}

/*
 * The data of the entry is its netns. procfs_remove() waits for this function, so
 * the netns is still allocated. If it is already being removed, opening fails.
 */
static int procfs_open(struct inode *inode, struct file *file)
{
	struct net *net = maybe_get_net(pde_data(inode));
	int err;

	if (!net)
		return -ENXIO;
	err = procfs_open_net(file, net);
	if (err)
		put_net(net);
	return err;
}

static int procfs_release(struct inode *inode, struct file *file)
{
	struct seq_file *seq = file->private_data;
	struct procfs_reader *reader = seq->private;

	dropstat_snapshot_free(reader->snapshot);
	put_net(reader->net);
	return seq_release_private(inode, file);
}

static const struct proc_ops procfs_ops = {
	.proc_open = procfs_open,
	.proc_read_iter = seq_read_iter,
	.proc_lseek = seq_lseek,
	.proc_release = procfs_release,
};

/*
 * procfs_open() decides who may read. The mode cannot: when the entry is created, the
 * user namespace of a new netns may not have a root user yet.
 */
static int __net_init procfs_create(struct net *net)
{
	if (!proc_create_data(PROCFS_NAME, 0444, net->proc_net, &procfs_ops,
			      net))
		return -ENOMEM;
	return 0;
}

static void __net_exit procfs_remove(struct net *net)
{
	remove_proc_entry(PROCFS_NAME, net->proc_net);
}

static struct pernet_operations procfs_net_ops = {
	.init = procfs_create,
	.exit = procfs_remove,
};

/* Process context, after the tables are initialized. */
int dropstat_procfs_init(void)
{
	return register_pernet_subsys(&procfs_net_ops);
}

/* Process context. No reader is left when this returns. */
void dropstat_procfs_uninit(void)
{
	unregister_pernet_subsys(&procfs_net_ops);
}
