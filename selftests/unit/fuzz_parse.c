// SPDX-License-Identifier: GPL-2.0
/*
 * Parse arbitrary bytes as a network header. The parser must not read past the end or
 * report a field that is not there. The fast path for plain headers must agree with
 * the general parser.
 *
 * input: the EtherType, then the header
 */
#include "fuzz.h"
#include "probe/parse.h"

static void check(const struct dropstat_tuple *tuple, bool known)
{
	static const struct dropstat_tuple zero;

	if (tuple->flags & ~(DROPSTAT_TUPLE_ADDRS | DROPSTAT_TUPLE_PORTS))
		abort();
	if (tuple->flags == DROPSTAT_TUPLE_PORTS)
		abort();
	if (tuple->flags && !known)
		abort();
	/* Unknown fields must be zero, because they are part of the key. */
	if (!(tuple->flags & DROPSTAT_TUPLE_PORTS) &&
	    (tuple->sport || tuple->dport))
		abort();
	if (!(tuple->flags & DROPSTAT_TUPLE_ADDRS) &&
	    memcmp(tuple, &zero, offsetof(struct dropstat_tuple, sport)))
		abort();
	if (tuple->ethertype == ETH_P_IP &&
	    (tuple->words[1] || tuple->words[3] ||
	     tuple->saddr[1] || tuple->daddr[1]))
		abort();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct dropstat_tuple tuple = { 0 }, plain = { 0 };
	u16 ethertype;
	u8 *header;
	bool known;

	if (size < 2)
		return 0;
	ethertype = data[0] << 8 | data[1];
	data += 2;
	size -= 2;
	header = malloc(size ?: 1);
	memcpy(header, data, size);
	known = dropstat_parse(&tuple, header + (size ? 0 : 1), size,
			       ethertype);
	check(&tuple, known);
	if (ethertype == ETH_P_IP && size >= DROPSTAT_PARSE_PLAIN &&
	    dropstat_parse_plain(&plain, header) &&
	    (!known || memcmp(&plain, &tuple, sizeof(plain))))
		abort();
	free(header);
	return 0;
}
