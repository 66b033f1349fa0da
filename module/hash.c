// SPDX-License-Identifier: GPL-2.0
/* The secret keys of the hash. */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/random.h>

#include "hash.h"

/* Shared by all CPUs, so that a flow is in the same set on each of them. */
struct dropstat_secret dropstat_secret __ro_after_init;

/* Process context. Must be called before anything is hashed. */
void __init dropstat_hash_init(void)
{
	get_random_bytes(&dropstat_secret, sizeof(dropstat_secret));
}
