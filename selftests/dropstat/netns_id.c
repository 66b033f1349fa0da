// SPDX-License-Identifier: GPL-2.0
/* Print the current netns as INODE/COOKIE. */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>

int main(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	struct stat stat_buf;
	uint64_t cookie;
	socklen_t size = sizeof(cookie);

	if (stat("/proc/self/ns/net", &stat_buf) ||
	    getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size))
		err(1, "netns");
	printf("%ju/%" PRIu64 "\n", (uintmax_t)stat_buf.st_ino, cookie);
	return 0;
}
