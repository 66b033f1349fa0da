/* SPDX-License-Identifier: GPL-2.0 */
/* Interfaces, network namespaces, symbols and reasons. iface.h is for the probe. */
#ifndef _DROPSTAT_REGISTRY_H
#define _DROPSTAT_REGISTRY_H

#include <linux/if.h>
#include <linux/types.h>

#include "hit.h"

struct module;
struct net;

/* iface.c APIs: process context */
int dropstat_iface_init(void);
void dropstat_iface_uninit(void);
bool dropstat_iface_name(u64 cookie, u32 ifindex, char name[IFNAMSIZ]);
void dropstat_iface_label(const struct dropstat_site_key *key,
			  char label[IFNAMSIZ]);
bool dropstat_iface_is_gone(u64 cookie, u32 ifindex);

/* netns.c APIs: any context but the probe; init and uninit in process context */
int dropstat_netns_init(void);
void dropstat_netns_uninit(void);
bool dropstat_netns_is_live(u64 cookie);
bool dropstat_netns_find(u32 inum, u64 *cookie);
u64 *dropstat_netns_suppressed(const struct net *net);
bool dropstat_netns_may_flush(u64 cookie);
void dropstat_netns_flushed(u64 cookie);
u32 dropstat_netns_flushes(u64 cookie);

/* What a function, or the destructor of an skb, says about a packet: see rule.c */
enum dropstat_rule {
	DROPSTAT_RULE_NONE = 1,
	DROPSTAT_RULE_SENDER,	/* the packet may not have reached skb->dev yet */
	DROPSTAT_RULE_HOLDS,	/* the socket is referenced, so it is not reused */
	DROPSTAT_RULE_QUEUED,	/* queued to a socket, without a reference to skb->dev */
	DROPSTAT_RULE_NO_SOCK,	/* skb->sk may not be used */
};

/* rule.c APIs: in the probe */
enum dropstat_rule dropstat_rule(u64 location);
enum dropstat_rule dropstat_rule_destructor(u64 destructor);
/* process context */
void dropstat_rule_forget(void);

/* symbol.c APIs: process context, except dropstat_symbol_kept() */
int dropstat_symbol_init(void);
void dropstat_symbol_uninit(void);
const char *dropstat_symbol_name(u64 location);
void dropstat_symbol_retire(void);
void dropstat_symbol_keep(u64 location);
u64 dropstat_symbol_kept(u64 location);
void dropstat_symbol_forget(const struct module *module);

/* reason.c APIs: process context */
void dropstat_reason_name(u32 reason, char *buf, size_t size);
bool dropstat_reason_number(const char *text, u32 *reason);

#endif /* _DROPSTAT_REGISTRY_H */
