/* SPDX-License-Identifier: GPL-2.0 */
/* dropstat explain FLOW: everything that is known about one flow. */
#ifndef _DROPSTAT_FLOW_H
#define _DROPSTAT_FLOW_H

#include "cli/select.h"

/*
 * Whether @words are a flow as shown in a row, "UDP 192.0.2.1:53 ->
 * 192.0.2.2:4000", in one word or three. If so, selects the flow; exits with an
 * error if it is malformed.
 */
bool flow_select(struct selection *selection, char **words, int nr);
/* Prints all rows of the flow and explains them; exits if there are none. */
void flow_explain(const struct selection *selection, bool json);

#endif /* _DROPSTAT_FLOW_H */
