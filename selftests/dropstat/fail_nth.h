/* SPDX-License-Identifier: GPL-2.0 */
/* Actions that are repeated while allocations in the kernel fail */
#ifndef _FAIL_NTH_H
#define _FAIL_NTH_H

#include <stdint.h>

/**
 * enum outcome - the outcome of an action
 * @REFUSED: the action was refused, and left nothing behind
 * @DONE: the action was done, with the correct result
 * @WRONG: neither of these
 */
enum outcome {
	REFUSED,
	DONE,
	WRONG,
};

/**
 * struct action - an action for which the module allocates memory
 * @name: name on the command line
 * @begin: preparation, during which nothing fails; or NULL
 * @run: the action
 * @end: clean-up and check of the result, which may return WRONG; or NULL
 */
struct action {
	const char *name;
	void (*begin)(void);
	enum outcome (*run)(void);
	enum outcome (*end)(enum outcome outcome);
};

/* Each array ends with an entry whose name is NULL. */
extern const struct action fail_module[];
extern const struct action fail_iface[];
extern const struct action fail_read[];

/* The argument on the command line, or "" */
extern const char *fail_argument;

/*
 * The outcome of a system call that returned @ret. Any error counts as refused, because
 * its value depends on which code could not allocate memory.
 */
static inline enum outcome fail_outcome(int ret)
{
	return ret < 0 ? REFUSED : DONE;
}

#endif /* _FAIL_NTH_H */
