/* SPDX-License-Identifier: GPL-2.0 */
/* Network namespaces in which a test has planted drops */
#ifndef _PLACE_H
#define _PLACE_H

#include <stdbool.h>
#include <stdint.h>
#include <netinet/in.h>
#include <libmnl/libmnl.h>

#define PLACES_MAX	8

/**
 * struct place - a netns with planted drops
 * @name: name in the test
 * @inum: inode number
 * @cookie: cookie
 * @addr: destination of its drops, which no other place uses
 */
struct place {
	const char *name;
	uint32_t inum;
	uint64_t cookie;
	struct in_addr addr;
};

extern struct place places[PLACES_MAX];
extern int nr_places;

void places_parse(char **words);
int place_of(const struct nlmsghdr *nlh);
void place_blank(struct nlmsghdr *nlh);

#endif /* _PLACE_H */
