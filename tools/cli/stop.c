// SPDX-License-Identifier: GPL-2.0
/* Commands that run until interrupted, and then exit successfully. */
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

#include "cli/stop.h"

static atomic_bool stop_asked;

static void stop_handle(int signal)
{
	(void)signal;
	atomic_store(&stop_asked, true);
}

void stop_on_signals(void)
{
	struct sigaction action = {
		.sa_handler = stop_handle,
		.sa_flags = SA_RESTART | SA_RESETHAND,
	};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

bool stop_wanted(void)
{
	return atomic_load(&stop_asked);
}
