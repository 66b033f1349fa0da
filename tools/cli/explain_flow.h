/* SPDX-License-Identifier: GPL-2.0 */
/* dropstat explain FLOW: all that is known of one flow. */
#ifndef _DROPSTAT_FLOW_H
#define _DROPSTAT_FLOW_H

#include "cli/select.h"

/*
 * Whether these words are a flow, as rows have it: "UDP 192.0.2.1:53 ->
 * 192.0.2.2:4000", in one word or in three. Complains and exits if it is a bad
 * one; sets what of @selection only flows have.
 */
bool flow_select(struct selection *selection, char **words, int nr);
/* Prints all rows of the flow, and what helps; exits if there are none. */
void flow_explain(const struct selection *selection, bool json);

#endif /* _DROPSTAT_FLOW_H */
