// SPDX-License-Identifier: GPL-2.0
/* Names of network namespaces. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "lib/container.h"
#include "lib/drop.h"
#include "lib/escape.h"
#include "lib/netns.h"

#define NETNS_DIR	"/run/netns"
#define NETNS_NAME	300

/* PROC_DYNAMIC_FIRST in the kernel: from here on, numbers are not PIDs. */
#define NETNS_FIRST_INODE	0xf0000000ul

/**
 * struct netns - what is known about a netns
 * @inum: inode number
 * @given: its name in /run/netns; NULL if it has none
 * @pid: PID of the oldest process in it; 0 if none is known
 * @name: the name to show; NULL until it is needed
 */
struct netns {
	uint32_t inum;
	const char *given;
	unsigned int pid;
	const char *name;
};

static struct netns *netns_all;
static size_t netns_nr, netns_max;
static bool netns_scanned;

static uint32_t netns_inode(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_ino;
}

/* The same, but 0 if @path is not a namespace, such as a stale mount point */
static uint32_t netns_mounted(const char *path)
{
	struct statfs fs;

	if (statfs(path, &fs) || fs.f_type != NSFS_MAGIC)
		return 0;
	return netns_inode(path);
}

static uint32_t netns_of_process(unsigned int pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/ns/net", pid);
	return netns_inode(path);
}

uint32_t netns_own(void)
{
	return netns_inode("/proc/self/ns/net");
}

/* Only the initial netns has this sysctl. */
bool netns_is_initial(void)
{
	return !access("/proc/sys/net/core/netdev_max_backlog", F_OK);
}

static uint32_t netns_init(void)
{
	uint32_t own = netns_own(), inum = netns_of_process(1);

	if (netns_is_initial())
		return own;
	/* In a container's PID namespace, process 1 belongs to the container. */
	return inum != own ? inum : 0;
}

static struct netns *netns_get(uint32_t inum)
{
	size_t max = netns_max ? 2 * netns_max : 64;
	struct netns *all = netns_all;
	size_t i;

	for (i = 0; i < netns_nr; i++)
		if (all[i].inum == inum)
			return &all[i];
	if (netns_nr == netns_max) {
		all = reallocarray(all, max, sizeof(*all));
		if (!all)
			return NULL;
		netns_all = all;
		netns_max = max;
	}
	all[netns_nr] = (struct netns){ .inum = inum };
	return &all[netns_nr++];
}

static void netns_scan_names(void)
{
	DIR *dir = opendir(NETNS_DIR);
	char path[NETNS_NAME];
	struct dirent *entry;
	struct netns *netns;
	uint32_t inum;

	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), NETNS_DIR "/%s", entry->d_name);
		inum = entry->d_name[0] == '.' ? 0 : netns_mounted(path);
		netns = inum ? netns_get(inum) : NULL;
		if (netns)
			netns->given = drop_intern(entry->d_name);
	}
	if (dir)
		closedir(dir);
}

static void netns_scan_processes(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	struct netns *netns;
	unsigned int pid;
	uint32_t inum;

	while (dir && (entry = readdir(dir))) {
		pid = strtoul(entry->d_name, NULL, 10);
		inum = pid ? netns_of_process(pid) : 0;
		netns = inum ? netns_get(inum) : NULL;
		if (netns && (!netns->pid || pid < netns->pid))
			netns->pid = pid;
	}
	if (dir)
		closedir(dir);
}

static void netns_scan(void)
{
	if (netns_scanned)
		return;
	netns_scanned = true;
	netns_scan_names();
	netns_scan_processes();
}

void netns_refresh(void)
{
	netns_scanned = false;
	netns_nr = 0;
}

/* Finds the container of a process in its cgroup file. */
static bool netns_container(unsigned int pid, char name[NETNS_NAME])
{
	char path[64], *line = NULL;
	bool found = false;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/cgroup", pid);
	file = fopen(path, "re");
	while (file && !found && getline(&line, &size, file) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		found = container_name(line, name, NETNS_NAME);
	}
	if (file)
		fclose(file);
	free(line);
	return found;
}

static void netns_process(unsigned int pid, char name[NETNS_NAME])
{
	char path[64], comm[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	file = fopen(path, "re");
	if (!file || !fgets(comm, sizeof(comm), file))
		snprintf(comm, sizeof(comm), "?");
	if (file)
		fclose(file);
	comm[strcspn(comm, "\n")] = '\0';
	snprintf(name, NETNS_NAME, "pid:%u(%s)", pid, comm);
}

/* Podman and CNI use meaningless names. */
static bool netns_is_serial(const char *name)
{
	return !strncmp(name, "netns-", 6) || !strncmp(name, "cni-", 4);
}

static void netns_choose_name(const struct netns *netns, char name[NETNS_NAME])
{
	if (netns->inum == netns_init())
		snprintf(name, NETNS_NAME, "init");
	else if (netns->given && !netns_is_serial(netns->given))
		snprintf(name, NETNS_NAME, "%s", netns->given);
	else if (netns->pid && netns_container(netns->pid, name))
		return;
	else if (netns->given)
		snprintf(name, NETNS_NAME, "%s", netns->given);
	else if (netns->pid)
		netns_process(netns->pid, name);
	else
		snprintf(name, NETNS_NAME, "net:[%u]", netns->inum);
}

const char *netns_name(uint32_t inum)
{
	char name[NETNS_NAME];
	struct netns *netns;

	netns_scan();
	netns = netns_get(inum);
	if (!netns)
		return "?";
	if (!netns->name) {
		netns_choose_name(netns, name);
		netns->name = drop_intern(name);
	}
	return netns->name;
}

static uint32_t netns_of_number(const char *text)
{
	unsigned long number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return 0;
	number = strtoul(text, &end, 10);
	if (*end || number > UINT32_MAX)
		return 0;
	return number < NETNS_FIRST_INODE ? netns_of_process(number) : number;
}

/* Accepts both the raw name and its escaped form. */
static uint32_t netns_of_name(const char *text)
{
	char shown[4 * NETNS_NAME];
	const char *name;
	uint32_t found = 0;
	size_t i;

	netns_scan();
	for (i = 0; i < netns_nr; i++) {
		name = netns_name(netns_all[i].inum);
		if (!strcmp(name, text))
			return netns_all[i].inum;
		escape_word(shown, sizeof(shown), name);
		if (!strcmp(shown, text))
			found = netns_all[i].inum;
	}
	return found;
}

static uint32_t netns_of_file(const char *text)
{
	char path[NETNS_NAME];

	if (*text == '/')
		return netns_mounted(text);
	snprintf(path, sizeof(path), NETNS_DIR "/%s", text);
	return *text && *text != '.' ? netns_mounted(path) : 0;
}

/* The netns may have ended, and its path may have been reused. */
static int netns_open_path(const char *path, uint32_t inum)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && st.st_ino == inum)
		return fd;
	close(fd);
	return -ENOENT;
}

int netns_open(uint32_t inum)
{
	const struct netns *netns;
	char path[NETNS_NAME];
	int fd;

	fd = netns_open_path("/proc/self/ns/net", inum);
	if (fd != -ENOENT)
		return fd;
	netns_scan();
	netns = netns_get(inum);
	if (netns && netns->given) {
		snprintf(path, sizeof(path), NETNS_DIR "/%s", netns->given);
		fd = netns_open_path(path, inum);
	}
	if (fd < 0 && netns && netns->pid) {
		snprintf(path, sizeof(path), "/proc/%u/ns/net", netns->pid);
		fd = netns_open_path(path, inum);
	}
	return fd;
}

bool netns_find(const char *text, uint32_t *inum)
{
	unsigned int number;
	char end;

	if (!strcmp(text, "init"))
		*inum = netns_init();
	else if (!strcmp(text, "self"))
		*inum = netns_own();
	else if (sscanf(text, "net:[%u%c", &number, &end) == 2 && end == ']')
		*inum = number;
	else
		*inum = netns_of_file(text) ?: netns_of_number(text) ?:
					       netns_of_name(text);
	return *inum;
}
