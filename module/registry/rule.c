// SPDX-License-Identifier: GPL-2.0
/*
 * Functions in which a packet's device or socket is not what it seems. Nothing in the
 * skb shows this; only the location does.
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
/* A remembered location is shifted to make room for its rule, which is never 0. */
#define RULE_SHIFT	3
#define RULE_MASK	(BIT(RULE_SHIFT) - 1)

/*
 * Each word is read and written whole. Different CPUs may overwrite it with
 * different locations at any time.
 */
static u64 rule_known[1 << RULE_BITS];
/* Used with interrupts off, on its own CPU. */
static DEFINE_PER_CPU(char [KSYM_SYMBOL_LEN], rule_buf);

/* Any context. The compiler may have split a function, as in "netkit_xmit.cold". */
static bool rule_is_function(const char *symbol, const char *function)
{
	size_t len = strlen(function);

	return !strncmp(symbol, function, len) &&
	       (symbol[len] == '+' || symbol[len] == '.');
}

/*
 * Any context.
 * tcp_v4_rcv() and tcp_v6_rcv() put the socket before they drop. All other functions
 * of TCP are called with a socket that the caller holds.
 */
static enum dropstat_rule rule_of(const char *symbol)
{
	if (rule_is_function(symbol, "netkit_xmit") ||
	    rule_is_function(symbol, "skb_do_redirect"))
		return DROPSTAT_RULE_SENDER;
	if (rule_is_function(symbol, "tcp_v4_rcv") ||
	    rule_is_function(symbol, "tcp_v6_rcv"))
		return DROPSTAT_RULE_NONE;
	if (!strncmp(symbol, "tcp_", strlen("tcp_")) ||
	    rule_is_function(symbol, "cookie_v4_check") ||
	    rule_is_function(symbol, "cookie_v6_check"))
		return DROPSTAT_RULE_HOLDS;
	return DROPSTAT_RULE_NONE;
}

/*
 * Any context.
 * What a destructor says about skb->sk and skb->dev. Receive queues and error queues
 * hold no reference to the device.
 */
static enum dropstat_rule rule_of_destructor(const char *symbol)
{
	const char *end = strchr(symbol, '+');

	if (!end || rule_is_function(symbol, "rfcomm_wfree") ||
	    rule_is_function(symbol, "sctp_control_release_owner"))
		return DROPSTAT_RULE_NO_SOCK;
	if (end - symbol >= strlen("rfree") &&
	    !strncmp(end - strlen("rfree"), "rfree", strlen("rfree")))
		return DROPSTAT_RULE_QUEUED;
	if (rule_is_function(symbol, "sock_rmem_free"))
		return DROPSTAT_RULE_QUEUED;
	return DROPSTAT_RULE_NONE;
}

/* Must be called with interrupts off. */
static enum dropstat_rule rule_find(u64 address,
				    enum dropstat_rule (*rule)(const char *symbol))
{
	u64 *slot = &rule_known[hash_64(address, RULE_BITS)];
	u64 known = READ_ONCE(*slot), mine = address << RULE_SHIFT;
	char *buf;

	lockdep_assert_irqs_disabled();
	if ((known & ~RULE_MASK) != mine || !(known & RULE_MASK)) {
		buf = *this_cpu_ptr(&rule_buf);
		sprint_symbol(buf, address);
		known = mine | rule(buf);
		WRITE_ONCE(*slot, known);
	}
	return known & RULE_MASK;
}

/**
 * dropstat_rule - what the location of a drop says about the packet
 * @location: return address in the dropping function
 *
 * Context: in the probe, with interrupts off. sprint_symbol() takes no lock.
 * Return: the rule of the function.
 */
enum dropstat_rule dropstat_rule(u64 location)
{
	return rule_find(location, rule_of);
}

/**
 * dropstat_rule_destructor - what the destructor of an skb says about the packet
 * @destructor: its address
 *
 * Context: in the probe, with interrupts off.
 * Return: the rule of the destructor.
 */
enum dropstat_rule dropstat_rule_destructor(u64 destructor)
{
	return rule_find(destructor, rule_of_destructor);
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
