// SPDX-License-Identifier: GPL-2.0
/*
 * Attach a BPF object (lru.bpf.o) until SIGINT, then print the number of packets that
 * its map has for a drop reason.
 *
 * usage: lru OBJECT REASON
 * prints "attached" when ready, and the number of packets on exit
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

static unsigned long long count(int map, unsigned int reason)
{
	int cpu, cpus = libbpf_num_possible_cpus();
	__u64 *values = calloc(cpus, sizeof(*values));
	unsigned int key[5], *previous = NULL;
	unsigned long long packets = 0;

	if (!values)
		err(1, "calloc");
	while (!bpf_map_get_next_key(map, previous, key)) {
		previous = key;
		if (key[0] != reason || bpf_map_lookup_elem(map, key, values))
			continue;
		for (cpu = 0; cpu < cpus; cpu++)
			packets += values[cpu];
	}
	free(values);
	return packets;
}

int main(int argc, char **argv)
{
	struct bpf_program *program;
	struct bpf_object *object;
	sigset_t set;
	int sig;

	if (argc != 3)
		errx(2, "usage: lru OBJECT REASON");
	/* The shell ignores it, and bench-guest waits until that has changed. */
	signal(SIGINT, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);

	object = bpf_object__open_file(argv[1], NULL);
	if (!object || bpf_object__load(object))
		err(1, "%s", argv[1]);
	program = bpf_object__next_program(object, NULL);
	if (!bpf_program__attach(program))
		err(1, "attach");
	puts("attached");
	fflush(stdout);
	sigwait(&set, &sig);
	printf("%llu\n", count(bpf_object__find_map_fd_by_name(object, "flows"),
			       atoi(argv[2])));
	return 0;
}
