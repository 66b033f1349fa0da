// SPDX-License-Identifier: GPL-2.0
/*
 * Text formatting and parsing: protocols and addresses, /proc/net/dropstat,
 * containers
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/ethernet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/container.h"
#include "lib/procfile.h"
#include "lib/tuple.h"
#include "lib/util.h"

/* Only the first word of the header is checked. */
#define HEADER	"CLASS a b c d e f g h i j k\n"

static struct drop tuple(int family, const char *addr)
{
	struct drop drop = {
		.family = family,
		.l4proto = IPPROTO_UDP,
		.sport = 53,
	};

	assert_int_equal(inet_pton(family, addr, &drop.saddr), 1);
	return drop;
}

static void expect_source(const struct drop *drop, const char *want)
{
	char text[TUPLE_TEXT];

	tuple_source(drop, text);
	assert_string_equal(text, want);
}

static void addresses(void **state)
{
	struct drop drop = tuple(AF_INET, "192.0.2.1");

	(void)state;
	expect_source(&drop, "192.0.2.1");
	drop.has_ports = true;
	expect_source(&drop, "192.0.2.1:53");
	drop = tuple(AF_INET6, "2001:db8::1");
	expect_source(&drop, "2001:db8::1");
	drop.has_ports = true;
	expect_source(&drop, "[2001:db8::1]:53");
	drop.sport = 65535;
	inet_pton(AF_INET6, "1111:2222:3333:4444:5555:6666:7777:8888",
		  &drop.saddr);
	expect_source(&drop,
		      "[1111:2222:3333:4444:5555:6666:7777:8888]:65535");
	drop = (struct drop){};
	expect_source(&drop, "-");
	drop.evicted = true;
	expect_source(&drop, "*");
}

static void expect_proto(const struct drop *drop, const char *want)
{
	char text[TUPLE_TEXT];

	tuple_proto(drop, text);
	assert_string_equal(text, want);
}

static void protocols(void **state)
{
	struct drop drop = tuple(AF_INET, "192.0.2.1");
	uint16_t ethertype;
	uint8_t l4proto;

	(void)state;
	expect_proto(&drop, "UDP");
	drop.l4proto = 250;
	expect_proto(&drop, "250");
	drop = (struct drop){ .ethertype = ETHERTYPE_ARP };
	expect_proto(&drop, "ARP");
	drop.ethertype = 0x1234;
	expect_proto(&drop, "0x1234");
	assert_true(tuple_parse_l4("icmpV6", &l4proto));
	assert_int_equal(l4proto, IPPROTO_ICMPV6);
	assert_true(tuple_parse_l4("250", &l4proto));
	assert_false(tuple_parse_l4("256", &l4proto));
	assert_false(tuple_parse_l4("", &l4proto));
	assert_false(tuple_parse_l4("17x", &l4proto));
	assert_true(tuple_parse_l3("arp", &ethertype));
	assert_true(tuple_parse_l3("0x1234", &ethertype));
	assert_int_equal(ethertype, 0x1234);
	assert_false(tuple_parse_l3("0x12345", &ethertype));
}

static int parse(const char *text, struct drop_list *list)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r");
	int err;

	memset(list, 0, sizeof(*list));
	assert_non_null(file);
	err = procfile_parse(file, 7, list);
	fclose(file);
	return err;
}

static void procfile_rows(void **state)
{
	struct drop_list list;
	struct drop *drop;

	(void)state;
	assert_int_equal(parse(HEADER
		"packet X eth0 f UDP [2001:db8::1]:1 [2001:db8::2]:53 20 3 800 4000.944 0.040 more\n"
		"gone/packet X if2 g * * * 5 0 9 1.000 -\n"
		"local X - h - - - 5 0 9 1.000 1.000\n", &list), 0);
	assert_int_equal(list.nr, 3);
	drop = list.drops;
	assert_int_equal(drop->netns, 7);
	assert_int_equal(drop->family, AF_INET6);
	assert_int_equal(drop->ethertype, ETHERTYPE_IPV6);
	assert_int_equal(drop->dport, 53);
	assert_int_equal(drop->error, 3);
	assert_int_equal(drop->first, 4000944);
	assert_int_equal(drop->last, 40);
	assert_false(drop->evicted);
	drop++;
	assert_int_equal(drop->scope, DROPSTAT_SCOPE_GONE);
	assert_int_equal(drop->netns, 0);
	assert_true(drop->evicted);
	assert_true(drop->last == UINT64_MAX);
	drop++;
	assert_int_equal(drop->class, DROPSTAT_CLASS_LOCAL);
	assert_false(drop->evicted);
	drop_list_free(&list);
}

static void procfile_wrong(void **state)
{
	static const char * const rows[] = {
		"packet NO_SOCKET eth0 f UDP 192.0.2.1:1 192.0.2.2:53 2 0 8 1.000\n",
		"pocket NO_SOCKET eth0 f UDP 192.0.2.1:1 192.0.2.2:53 2 0 8 1.000 1.000\n",
		"lost/packet X eth0 f UDP 192.0.2.1:1 192.0.2.2:53 2 0 8 1.000 1.000\n",
		"packet X eth0 f UDP 192.0.2.1:1 192.0.2.999:53 2 0 8 1.000 1.000\n",
		"packet X eth0 f UDP [2001:db8::1 192.0.2.9:53 2 0 8 1.000 1.000\n",
		"packet X eth0 f UDQ 192.0.2.1:1 192.0.2.9:53 2 0 8 1.000 1.000\n",
		"packet X eth0 f UDP 192.0.2.1:1 192.0.2.9:53 -2 0 8 1.000 1.000\n",
		"packet X eth0 f UDP 192.0.2.1:1 192.0.2.9:53 2 0 8 1 1.000\n",
	};
	struct drop_list list;
	char text[512];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "%s%s", HEADER, rows[i]);
		assert_int_equal(parse(text, &list), -EPROTO);
		drop_list_free(&list);
	}
	assert_int_equal(parse("\n", &list), -EPROTO);
	assert_int_equal(parse("NAME VALUE\n", &list), -EPROTO);
}

static void expect_container(const char *cgroup, const char *want)
{
	char name[300];
	bool found = container_name(cgroup, name, sizeof(name));

	assert_int_equal(found, !!want);
	if (want)
		assert_string_equal(name, want);
}

#define ID	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID2	"fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static void containers(void **state)
{
	(void)state;
	expect_container("0::/system.slice/docker-" ID ".scope",
			 "docker:0123456789ab");
	expect_container("0::/system.slice/docker-" ID ".scope/docker/" ID2,
			 "docker:fedcba987654");
	expect_container("0::/machine.slice/libpod-" ID ".scope/container",
			 "podman:0123456789ab");
	expect_container("0::/kubepods.slice/cri-containerd-" ID ".scope",
			 "containerd:0123456789ab");
	expect_container("0::/kubepods/besteffort/pod1/crio-" ID,
			 "crio:0123456789ab");
	expect_container("0::/lxc/web/init.scope", "lxc:web");
	expect_container("0::/lxc.payload.web", "lxc:web");
	expect_container("0::/machine.slice/machine-web.scope", "machine:web");
	expect_container("0::/machine.slice/libpod-conmon-" ID ".scope", NULL);
	expect_container("0::/system.slice/docker.service", NULL);
	expect_container("0::/user.slice/user-1000.slice", NULL);
	expect_container("0::/", NULL);
}

static void interned(void **state)
{
	char text[] = "abc";
	const char *copy = drop_intern(text);

	(void)state;
	assert_ptr_not_equal(copy, text);
	assert_ptr_equal(drop_intern("abc"), copy);
	text[0] = 'x';
	assert_string_equal(copy, "abc");
	assert_ptr_not_equal(drop_intern(text), copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(protocols),
		cmocka_unit_test(procfile_rows),
		cmocka_unit_test(procfile_wrong),
		cmocka_unit_test(containers),
		cmocka_unit_test(interned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
