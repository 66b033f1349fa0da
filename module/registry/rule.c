// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that drop a packet after they have set skb->dev to a device that the
 * packet has not reached. Nothing in the skb shows this, only the location does.
 *
 * The name of a location is resolved once and the result is remembered, because
 * resolving takes far longer than counting.
 */
#include <linux/hash.h>
#include <linux/kallsyms.h>
#include <linux/lockdep.h>
#include <linux/percpu.h>
#include <linux/string.h>

#include "registry/registry.h"

#define RULE_BITS	6
/* A remembered location, shifted to make room for what is known about it. */
#define RULE_SHIFT	2
#define RULE_KNOWN	1
#define RULE_SENDER	2

/*
 * Each word is read and written whole. Different CPUs may overwrite it with
 * different locations at any time.
 */
static u64 rule_known[1 << RULE_BITS];
/* Used with interrupts off, on its own CPU. */
static DEFINE_PER_CPU(char [KSYM_SYMBOL_LEN], rule_buf);

/* Must be called with interrupts off. */
static bool rule_resolve(u64 location)
{
	static const char function[] = "netkit_xmit";
	char *buf = *this_cpu_ptr(&rule_buf);

	sprint_symbol(buf, location);
	/* The compiler may have split the function, as "netkit_xmit.cold". */
	return !strncmp(buf, function, strlen(function)) &&
	       strchr("+.", buf[strlen(function)]);
}

/**
 * dropstat_rule_sender - whether a function drops packets for their sender
 * @location: return address in the function
 *
 * Context: in the probe, with interrupts off. sprint_symbol() takes no lock.
 * Return: true if skb->dev may already be the device on the other side.
 */
bool dropstat_rule_sender(u64 location)
{
	u64 *slot = &rule_known[hash_64(location, RULE_BITS)];
	u64 known = READ_ONCE(*slot);

	lockdep_assert_irqs_disabled();
	if (known >> RULE_SHIFT != location << RULE_SHIFT >> RULE_SHIFT ||
	    !(known & RULE_KNOWN)) {
		known = location << RULE_SHIFT | RULE_KNOWN;
		if (rule_resolve(location))
			known |= RULE_SENDER;
		WRITE_ONCE(*slot, known);
	}
	return known & RULE_SENDER;
}

/**
 * dropstat_rule_forget - forget what is known about all locations
 *
 * Context: process context, when a module's code no longer runs: its addresses may
 *	later belong to other code.
 */
void dropstat_rule_forget(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(rule_known); i++)
		WRITE_ONCE(rule_known[i], 0);
}
