// SPDX-License-Identifier: GPL-2.0
/*
 * Limits the memory of the snapshots that tenants hold, for example in open files. It
 * is also charged to the memory cgroup of the reader, but not every reader is in a
 * cgroup with a limit. Readers with CAP_NET_ADMIN in the initial user namespace have
 * no limit here.
 */
#include <linux/hashtable.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>

#include "view/view.h"

/* All tenants together may hold this fraction of memory, and one a fraction of that. */
#define BUDGET_ALL_SHIFT	4
#define BUDGET_OWNER_SHIFT	2
#define BUDGET_OWNER_MIN	SZ_4M

/**
 * struct dropstat_budget - what the readers of one owner hold
 * @by_owner: in budget_owners while @bytes is not 0
 * @owner: see dropstat_budget_owner()
 * @bytes: memory of their snapshots
 */
struct dropstat_budget {
	struct hlist_node by_owner;
	u64 owner;
	u64 bytes;
};

static DEFINE_RAW_SPINLOCK(budget_lock);	/* protects all of the following */
static DEFINE_HASHTABLE(budget_owners, 6);
static u64 budget_bytes;			/* sum of all owners */

/**
 * dropstat_budget_owner - who a reader shares a budget with
 * @net: netns of the reader
 *
 * All readers in a user namespace and in the user namespaces below it share a budget.
 * All user namespaces that one user has created also share one. Otherwise a tenant
 * could have any number of budgets.
 *
 * Context: process context.
 * Return: a number for the owner: the user who created the topmost user namespace below
 *	the initial one; that user namespace, if root created it; or a netns of the
 *	initial user namespace.
 */
u64 dropstat_budget_owner(const struct net *net)
{
	const struct user_namespace *user_ns = net->user_ns;

	if (user_ns == &init_user_ns)
		return net->net_cookie;
	while (user_ns->parent != &init_user_ns)
		user_ns = user_ns->parent;
	if (!uid_eq(user_ns->owner, GLOBAL_ROOT_UID))
		return BIT_ULL(63) | BIT_ULL(62) | __kuid_val(user_ns->owner);
	return BIT_ULL(63) | user_ns->ns.inum;
}

static struct dropstat_budget *budget_find(u64 owner)
{
	struct dropstat_budget *budget;

	lockdep_assert_held(&budget_lock);
	hash_for_each_possible(budget_owners, budget, by_owner, owner)
		if (budget->owner == owner)
			return budget;
	return NULL;
}

/* @budget: what the owner holds now, or an empty one */
static int budget_add(struct dropstat_budget *budget, u64 bytes)
{
	u64 all = (u64)totalram_pages() << PAGE_SHIFT >> BUDGET_ALL_SHIFT;
	u64 most = max(all >> BUDGET_OWNER_SHIFT, (u64)BUDGET_OWNER_MIN);

	lockdep_assert_held(&budget_lock);
	if (budget->bytes + bytes > most || budget_bytes + bytes > all)
		return -EBUSY;
	if (!budget->bytes)
		hash_add(budget_owners, &budget->by_owner, budget->owner);
	budget->bytes += bytes;
	budget_bytes += bytes;
	return 0;
}

/**
 * dropstat_budget_take - charge a snapshot to the budget of its reader
 * @snapshot: its budget and bytes are set
 * @query: what the reader may see
 * @bytes: size of the snapshot
 *
 * Context: process context; may sleep.
 * Return: 0; -EBUSY if the reader's owner or all tenants together hold too much; or
 *	-ENOMEM.
 */
int dropstat_budget_take(struct dropstat_snapshot *snapshot,
			 const struct dropstat_query *query, u64 bytes)
{
	struct dropstat_budget *budget, *spare;
	int err;

	if (query->admin)
		return 0;
	spare = kzalloc(sizeof(*spare), GFP_KERNEL_ACCOUNT);
	if (!spare)
		return -ENOMEM;
	spare->owner = query->owner;
	raw_spin_lock(&budget_lock);
	budget = budget_find(query->owner) ?: spare;
	err = budget_add(budget, bytes);
	raw_spin_unlock(&budget_lock);
	if (budget != spare || err)
		kfree(spare);
	if (err)
		return err;
	snapshot->budget = budget;
	snapshot->bytes = bytes;
	return 0;
}

/**
 * dropstat_budget_return - return what a snapshot was charged
 * @snapshot: the snapshot
 *
 * Context: any context that may sleep.
 */
void dropstat_budget_return(const struct dropstat_snapshot *snapshot)
{
	struct dropstat_budget *budget = snapshot->budget;

	if (!budget)
		return;
	raw_spin_lock(&budget_lock);
	budget_bytes -= snapshot->bytes;
	budget->bytes -= snapshot->bytes;
	if (budget->bytes)
		budget = NULL;
	else
		hash_del(&budget->by_owner);
	raw_spin_unlock(&budget_lock);
	kfree(budget);
}
