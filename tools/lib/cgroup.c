// SPDX-License-Identifier: GPL-2.0
/* Paths of cgroups. A cgroup's ID is the inode number of its directory. */
#include <ftw.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>

#include "lib/cgroup.h"
#include "lib/drop.h"

#define CGROUP_DIR	"/sys/fs/cgroup"
/* The mount point of cgroup v2 if CGROUP_DIR has v1 */
#define CGROUP_UNIFIED	"/sys/fs/cgroup/unified"
/* Maximum number of directories open at once */
#define CGROUP_DEPTH	16

/**
 * struct cgroup - a cgroup
 * @id: its identifier
 * @path: its path
 */
struct cgroup {
	uint64_t id;
	const char *path;
};

static struct cgroup *cgroup_all;
static size_t cgroup_nr, cgroup_max;
static size_t cgroup_root;	/* length of the root's path */
static bool cgroup_scanned;

static int cgroup_add(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	size_t max = cgroup_max ? 2 * cgroup_max : 256;
	struct cgroup *all = cgroup_all;

	(void)ftw;
	if (type != FTW_D)
		return 0;
	if (cgroup_nr == cgroup_max) {
		all = reallocarray(all, max, sizeof(*all));
		if (!all)
			return -1;
		cgroup_all = all;
		cgroup_max = max;
	}
	path += cgroup_root;
	all[cgroup_nr++] = (struct cgroup){
		.id = st->st_ino,
		.path = drop_intern(*path ? path : "/"),
	};
	return 0;
}

static bool cgroup_is_mounted(const char *path)
{
	struct statfs fs;

	return !statfs(path, &fs) && fs.f_type == CGROUP2_SUPER_MAGIC;
}

static int cgroup_compare(const void *a, const void *b)
{
	const struct cgroup *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static void cgroup_scan(void)
{
	const char *dir = cgroup_is_mounted(CGROUP_DIR) ? CGROUP_DIR :
							  CGROUP_UNIFIED;

	if (cgroup_scanned)
		return;
	cgroup_scanned = true;
	cgroup_root = strlen(dir);
	if (cgroup_is_mounted(dir))
		nftw(dir, cgroup_add, CGROUP_DEPTH, FTW_PHYS | FTW_MOUNT);
	if (cgroup_nr)
		qsort(cgroup_all, cgroup_nr, sizeof(*cgroup_all),
		      cgroup_compare);
}

void cgroup_refresh(void)
{
	cgroup_scanned = false;
	cgroup_nr = 0;
}

const char *cgroup_path(uint64_t id)
{
	const struct cgroup wanted = { .id = id }, *found = NULL;

	cgroup_scan();
	if (cgroup_nr)
		found = bsearch(&wanted, cgroup_all, cgroup_nr,
				sizeof(*cgroup_all), cgroup_compare);
	return found ? found->path : NULL;
}
