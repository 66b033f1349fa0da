/* SPDX-License-Identifier: GPL-2.0 */
/* What is done while an allocation of the kernel fails. */
#ifndef _FAIL_NTH_H
#define _FAIL_NTH_H

#include <stdint.h>

/**
 * enum outcome - what came of it
 * @REFUSED: it was refused, and left nothing behind
 * @DONE: it was done, and is what it should be
 * @WRONG: neither
 */
enum outcome {
	REFUSED,
	DONE,
	WRONG,
};

/**
 * struct deed - something the module allocates memory for
 * @name: of it
 * @begin: what is done beforehand, with all the memory there is; or NULL
 * @run: it itself
 * @end: what is done afterwards, and may find it wrong; or NULL
 */
struct deed {
	const char *name;
	void (*begin)(void);
	enum outcome (*run)(void);
	enum outcome (*end)(enum outcome outcome);
};

/* Of fail_module.c, fail_iface.c and fail_read.c; all end with a name of NULL. */
extern const struct deed fail_module[];
extern const struct deed fail_iface[];
extern const struct deed fail_read[];

/* What a deed had to do with, "" without it */
extern const char *fail_argument;

/*
 * What came of a system call: less than 0 for an error. Which one is for those to
 * say whose memory it was.
 */
static inline enum outcome fail_outcome(int ret)
{
	return ret < 0 ? REFUSED : DONE;
}

#endif /* _FAIL_NTH_H */
