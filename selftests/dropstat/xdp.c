// SPDX-License-Identifier: GPL-2.0
/*
 * Attach an XDP program to an interface, in driver mode.
 *
 * usage: xdp pass IFACE
 *		pass everything; this also makes IFACE accept frames that XDP
 *		redirects to it
 *	  xdp redirect IFACE TO
 *		redirect everything to another interface
 */
#include <err.h>
#include <string.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>

#define MOV_IMM(REG, VALUE)						\
	((struct bpf_insn) { .code = BPF_ALU64 | BPF_MOV | BPF_K,	\
			     .dst_reg = (REG), .imm = (VALUE) })
#define CALL(FUNC)							\
	((struct bpf_insn) { .code = BPF_JMP | BPF_CALL, .imm = (FUNC) })
#define EXIT()								\
	((struct bpf_insn) { .code = BPF_JMP | BPF_EXIT })

static void attach(int ifindex, const struct bpf_insn *insns, size_t count)
{
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "dropstat_xdp", "GPL",
			       insns, count, NULL);

	if (fd < 0)
		err(1, "bpf_prog_load");
	if (bpf_xdp_attach(ifindex, fd, XDP_FLAGS_DRV_MODE, NULL))
		err(1, "bpf_xdp_attach");
}

static int find(const char *name)
{
	int ifindex = if_nametoindex(name);

	if (!ifindex)
		err(1, "%s", name);
	return ifindex;
}

static int pass(const char *name)
{
	const struct bpf_insn insns[] = {
		MOV_IMM(BPF_REG_0, XDP_PASS),
		EXIT(),
	};

	attach(find(name), insns, sizeof(insns) / sizeof(*insns));
	return 0;
}

static int redirect(const char *name, const char *to)
{
	const struct bpf_insn insns[] = {
		MOV_IMM(BPF_REG_1, find(to)),
		MOV_IMM(BPF_REG_2, 0),
		CALL(BPF_FUNC_redirect),
		EXIT(),
	};

	attach(find(name), insns, sizeof(insns) / sizeof(*insns));
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "pass"))
		return pass(argv[2]);
	if (argc == 4 && !strcmp(argv[1], "redirect"))
		return redirect(argv[2], argv[3]);
	errx(2, "usage: xdp pass IFACE, or xdp redirect IFACE TO");
}
