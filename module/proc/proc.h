/* SPDX-License-Identifier: GPL-2.0 */
/* The functions of /proc/net/dropstat, for main.c and for its own files. */
#ifndef _DROPSTAT_PROC_H
#define _DROPSTAT_PROC_H

#include <linux/types.h>

struct dropstat_row;
struct seq_file;

/* procfs.c APIs: process context */
int dropstat_procfs_init(void);
void dropstat_procfs_uninit(void);

/* format.c APIs: process context */
void dropstat_format_header(struct seq_file *seq);
void dropstat_format_row(struct seq_file *seq, const struct dropstat_row *row,
			 u64 now);

#endif /* _DROPSTAT_PROC_H */
