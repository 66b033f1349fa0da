/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The parts of the kernel that the module's tables, snapshots and parser need,
 * implemented in user space, as the kernel's tools/testing/ does for its data
 * structures. This file is included before everything else. It replaces the
 * kernel's headers, for which the Makefile creates empty files.
 */
#ifndef _DROPSTAT_SHIM_H
#define _DROPSTAT_SHIM_H

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/random.h>
#include <linux/types.h>
#include <asm/byteorder.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
/* Use long long as the kernel does, so that %llu matches. */
typedef unsigned long long u64;
typedef int64_t s64;

#define U16_MAX		UINT16_MAX
#define U32_MAX		UINT32_MAX
#define U64_MAX		ULLONG_MAX
#define GOLDEN_RATIO_32	0x61C88647
#define SZ_1K		1024
#define BITS_PER_BYTE	8
#define BIT(n)		(1UL << (n))

#define __aligned(n)		__attribute__((aligned(n)))
#define __init
#define __ro_after_init
#define __uninitialized
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define IS_ENABLED(x)		0
#undef static_assert
#define static_assert(x)	_Static_assert(x, #x)

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

static inline const void *memchr_inv(const void *start, int c, size_t size)
{
	const u8 *p = start;

	for (; size; p++, size--)
		if (*p != c)
			return p;
	return NULL;
}

#define min(a, b)	({ typeof(a) _a = (a); typeof(b) _b = (b); \
			   _a < _b ? _a : _b; })
#define max(a, b)	({ typeof(a) _a = (a); typeof(b) _b = (b); \
			   _a > _b ? _a : _b; })
#define swap(a, b)	({ typeof(a) _t = (a); (a) = (b); (b) = _t; })
#define __ffs64(x)	((unsigned long)__builtin_ctzll(x))
#define ilog2(n)	(31 - __builtin_clz(n))
#define reciprocal_scale(value, n)	((u32)((u64)(value) * (n) >> 32))
#define div64_u64(a, b)	((a) / (b))

static inline u32 roundup_pow_of_two(u32 n)
{
	return n < 2 ? 1 : 1U << (32 - __builtin_clz(n - 1));
}

/* For counters that are read while they are written. KCSAN checks the other accesses. */
#define READ_ONCE(x)		(*(volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, v)	(*(volatile typeof(x) *)&(x) = (v))
#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)

typedef struct { u32 sequence; } seqcount_t;

static inline void raw_write_seqcount_begin(seqcount_t *s)
{
	__atomic_store_n(&s->sequence, s->sequence + 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

static inline void raw_write_seqcount_end(seqcount_t *s)
{
	__atomic_store_n(&s->sequence, s->sequence + 1, __ATOMIC_RELEASE);
}

static inline u32 raw_read_seqcount_begin(const seqcount_t *s)
{
	u32 seq;

	while ((seq = __atomic_load_n(&s->sequence, __ATOMIC_ACQUIRE)) & 1)
		;
	return seq;
}

static inline bool read_seqcount_retry(const seqcount_t *s, u32 start)
{
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&s->sequence, __ATOMIC_RELAXED) != start;
}

typedef struct { long counter; } atomic_long_t;
#define atomic_long_inc(v)	__atomic_add_fetch(&(v)->counter, 1, \
						   __ATOMIC_RELAXED)
#define atomic_long_xchg(v, n)	__atomic_exchange_n(&(v)->counter, n, \
						    __ATOMIC_RELAXED)
#define ATOMIC_INIT(n)		{ n }
typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
#define atomic_read(v)		atomic_long_read(v)
#define atomic_dec(v)		__atomic_sub_fetch(&(v)->counter, 1, \
						   __ATOMIC_RELAXED)
#define atomic_inc(v)		atomic_long_inc(v)
#define atomic64_read(v)	atomic_long_read(v)
#define atomic64_add(n, v)	__atomic_add_fetch(&(v)->counter, n, \
						   __ATOMIC_RELAXED)
#define atomic_long_read(v)	__atomic_load_n(&(v)->counter, __ATOMIC_RELAXED)

/* There are no interrupts, no preemption and no signals. */
#define lockdep_assert_irqs_disabled()
#define lockdep_assert_held(lock)
struct mutex { int unused; };
#define DEFINE_RAW_SPINLOCK(name)	struct mutex name
#define raw_spin_lock_irqsave(lock, flags)	((void)(lock), (flags) = 0)
#define raw_spin_unlock_irqrestore(lock, flags)	((void)(lock), (void)(flags))
#define DEFINE_MUTEX(name)	struct mutex name
#define mutex_lock(lock)	((void)(lock))
#define mutex_unlock(lock)	((void)(lock))
/* A test can run code wherever a reader calls cond_resched(). */
extern void (*shim_resched)(void);
#define cond_resched()		do { if (shim_resched) shim_resched(); } while (0)
#define current			NULL
#define fatal_signal_pending(task)	((void)(task), 0)

/* RCU: tests never read while something is replaced. */
#define __rcu
struct rcu_head { int unused; };
#define rcu_dereference_sched(p)	(p)
#define rcu_replace_pointer(p, new, c) \
	({ typeof(p) _old = (p); (p) = (new); _old; })
#define kfree_rcu(p, member)	free(p)

/* CPUs: a test sets the number, up to SHIM_CPUS. */
#define SHIM_CPUS		256
extern int shim_cpus;
#define num_possible_cpus()	((unsigned int)shim_cpus)
#define for_each_possible_cpu(cpu) \
	for ((cpu) = 0; (cpu) < shim_cpus; (cpu)++)
#define cpus_read_lock()
#define cpus_read_unlock()
#define smp_call_function_single(cpu, function, info, wait) \
	((void)(cpu), function(info), 0)
#define local_irq_save(flags)		((flags) = 0)
#define local_irq_restore(flags)	((void)(flags))
#define cpu_to_node(cpu)	((void)(cpu), 0)
#define DECLARE_PER_CPU_ALIGNED(type, name)	extern type name[SHIM_CPUS]
#define DEFINE_PER_CPU_ALIGNED(type, name)	type name[SHIM_CPUS]
#define per_cpu_ptr(p, cpu)	(&(*(p))[cpu])

/* Time: set by a test. */
#define HZ			250
extern u64 shim_jiffies;
#define get_jiffies_64()	shim_jiffies
#define time_after64(a, b)	((s64)((b) - (a)) < 0)
#define time_before64(a, b)	time_after64(b, a)

#define jiffies			((unsigned long)shim_jiffies)

/* Work: never runs; a test calls the function itself. */
struct work_struct { int unused; };
#define DECLARE_DELAYED_WORK(name, function) \
	void (*name)(struct work_struct *work) = function
#define system_power_efficient_wq	NULL
#define round_jiffies_relative(n)	(n)
#define queue_delayed_work(wq, work, delay) ((void)(work), (void)(delay))
#define cancel_delayed_work_sync(work)	((void)(work))

/* Memory: counted, so that a test can measure how much a reader allocates. */
#define GFP_KERNEL		0
#define GFP_KERNEL_ACCOUNT	0
#define __GFP_NOWARN		0
#define __GFP_RETRY_MAYFAIL	0
#define __GFP_ZERO		0
typedef int gfp_t;
#define __vmalloc(size, gfp)	shim_alloc(1, (size) + (gfp))
extern size_t shim_allocated;
void *shim_alloc(size_t n, size_t size);
#define struct_size(p, member, n) \
	(sizeof(*(p)) + (n) * sizeof((p)->member[0]))
#define array_size(n, size)		((size_t)(n) * (size))
#define kzalloc(size, gfp)		shim_alloc(1, (size) + (gfp))
#define kvmalloc(size, gfp)		shim_alloc(1, (size) + (gfp))
#define kvcalloc(n, size, gfp)		shim_alloc(n, (size) + (gfp))
#define vzalloc_node(size, node)	shim_alloc(1, (size) + (node))
#define kfree(p)			free((void *)(p))
#define kvfree(p)			free((void *)(p))
#define vfree(p)			free(p)

static inline void get_random_bytes(void *buf, size_t size)
{
	if (getrandom(buf, size, 0) != (ssize_t)size)
		abort();
}

/* Module parameters are variables that a test can set. */
#define module_param(name, type, mode)	\
	type *shim_param_##name(void) { return &name; } \
	extern char shim_unused_##name
#define uint			unsigned int
#define MODULE_PARM_DESC(name, text)	extern char shim_unused_##name
#define pr_err(...)		fprintf(stderr, __VA_ARGS__)
#define pr_info(...)		((void)0)
unsigned int *shim_param_sites(void);
unsigned int *shim_param_flows(void);
unsigned int *shim_param_halflife(void);
bool *shim_param_details(void);

#define MAX_ERRNO		4095
#define ERR_PTR(err)		((void *)(long)(err))
#define IS_ERR(p)		((unsigned long)(p) >= (unsigned long)-MAX_ERRNO)

#define TASK_COMM_LEN		16

/* Namespaces */
struct net {
	u64 net_cookie;
};
extern struct net init_net;
/* Interfaces from this index on have no name. */
#define SHIM_IFINDEX_NAMELESS	1000
/* The cookie of a gone netns. All others are alive unless a test overrides that. */
#define SHIM_COOKIE_GONE	99
extern bool (*shim_netns_is_live)(u64 cookie);
extern bool (*shim_iface_is_gone)(u64 cookie, u32 ifindex);
#define net_eq(a, b)		((a) == (b))

/* Network headers */
struct sk_buff;
#define IP_OFFSET		0x1fff
#define IP6_OFFSET		0xfff8
#define NEXTHDR_HOP		0
#define NEXTHDR_ROUTING		43
#define NEXTHDR_FRAGMENT	44
#define NEXTHDR_AUTH		51
#define NEXTHDR_DEST		60

struct vlan_hdr {
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};

struct frag_hdr {
	__u8 nexthdr;
	__u8 reserved;
	__be16 frag_off;
	__be32 identification;
};

#endif /* _DROPSTAT_SHIM_H */
