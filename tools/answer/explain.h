/* SPDX-License-Identifier: GPL-2.0 */
/* What drop reasons and locations mean: explain.txt, compiled in. */
#ifndef _DROPSTAT_EXPLAIN_H
#define _DROPSTAT_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct explain - one entry of explain.txt
 * @name: a reason, "NO_SOCKET" or "qdisc/OVERLIMIT", or a location's function
 * @is_location: whether it is a location, not a reason
 * @since: first supported kernel that has it, such as "6.1"
 * @until: last supported kernel that has it; NULL if the newest one has it
 * @brief: what it means, in one line without a full stop
 * @text: what it means, in one paragraph
 * @causes: usual causes, one per line
 * @check: commands that show more, one per line, with their purpose after " # "
 * @fix: what to do about it, in the same format
 * @noise: why it is usually harmless; NULL otherwise
 */
struct explain {
	const char *name;
	bool is_location;
	const char *since;
	const char *until;
	const char *brief;
	const char *text;
	const char *causes;
	const char *check;
	const char *fix;
	const char *noise;
};

extern const struct explain explain_entries[];
extern const size_t explain_nr;

/**
 * struct explain_noise - drops that are normal on a healthy machine
 * @reason: their reason
 * @function: the function that drops them
 * @why: why they are normal, in one line
 */
struct explain_noise {
	const char *reason;
	const char *function;
	const char *why;
};

extern const struct explain_noise explain_noises[];
extern const size_t explain_noises_nr;

/*
 * Functions that only free packets for their callers, and functions whose
 * callers have nothing to do with the packet. A name may end with '*'. Both
 * arrays end with NULL.
 */
extern const char * const explain_helpers[];
extern const char * const explain_roots[];

/*
 * Returns the entry for a reason, ignoring case and the prefix
 * SKB_DROP_REASON_; NULL if there is none.
 */
const struct explain *explain_reason(const char *reason);
/*
 * Returns the entry for a location, ignoring offset, module and compiler suffixes
 * (.isra.0, .part.1, .cold, .constprop.0); NULL if there is none.
 */
const struct explain *explain_location(const char *location);
/* Returns a row's entry: the location's if the reason's is missing or vague. */
const struct explain *explain_drop(const char *reason, const char *location);

/*
 * Finds the names most similar to @name, such as "NO_SOKET": at most @max, best
 * first. Returns their number.
 */
size_t explain_nearest(const char *name, const char **nearest, size_t max);

/*
 * Why drops with this reason at this location are normal on a healthy machine, in
 * one line; NULL if they are not.
 */
const char *explain_noise(const char *reason, const char *location);

/* Whether this function only frees packets that its caller dropped */
bool explain_is_helper(const char *location);
/* Whether the callers of this function have nothing to do with the packet */
bool explain_is_root(const char *location);

#endif /* _DROPSTAT_EXPLAIN_H */
