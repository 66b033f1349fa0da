// SPDX-License-Identifier: GPL-2.0
/*
 * Finding the function that dropped the packet if the location is a helper, which frees
 * packets for its callers
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "answer/explain.h"
#include "answer/stack.h"

static void expect(const char *stack, const char *want)
{
	const char *dropper = stack_dropper(stack);

	if (want && dropper)
		assert_string_equal(dropper, want);
	else
		assert_ptr_equal(dropper, want);
}

/* The location itself is the function that dropped the packet. */
static void no_helper(void **state)
{
	(void)state;
	expect(NULL, NULL);
	expect("udp_rcv+0x452", NULL);
	expect("nft_do_chain+0x40e[nf_tables]\nkfree_skb+0x1\nudp_rcv+0x2",
	       NULL);
}

static void first_non_helper(void **state)
{
	(void)state;
	expect("__rtnl_unlock+0x3\nrtnl_unlock+0xe\nnetdev_run_todo+0x1\n"
	       "tun_chr_close+0x2[tun]\n__fput+0x3", "tun_chr_close");
	expect("kfree_skb_list_reason+0x21\n__dev_queue_xmit+0xcfb\nip_finish_output2+0x2",
	       "ip_finish_output2");
	expect("__tcf_kfree_skb_list+0x21\n__dev_queue_xmit.part.0+0xcfb\n"
	       "br_dev_queue_push_xmit+0x2[bridge]", "br_dev_queue_push_xmit");
	expect("skb_queue_purge_reason.part.0+0x1\ntun_queue_purge+0x1f[tun]\nx+0x1",
	       "tun_queue_purge");
	expect("skb_release_data+0x1\nkfree_skb_partial+0x2\ntcp_data_queue+0x1",
	       "tcp_data_queue");
}

/* Callers beyond the entry of an interrupt have nothing to do with the packet. */
static void no_dropper(void **state)
{
	(void)state;
	expect("net_tx_action+0x0\nhandle_softirqs+0xdf\n__irq_exit_rcu+0x1\nsomething+0x2",
	       NULL);
	expect("net_tx_action+0x0\n__do_softirq+0xdf\nrun_ksoftirqd+0x1", NULL);
	expect("__rtnl_unlock+0x3\nrtnl_unlock+0xe", NULL);
	expect("kfree_skb_reason+0x1", NULL);
	expect("", NULL);
}

static void names(void **state)
{
	(void)state;
	assert_true(explain_is_helper("__rtnl_unlock"));
	assert_true(explain_is_helper("kfree_skb_list_reason.part.0+0x1"));
	assert_true(explain_is_helper("__dev_queue_xmit+0xcfb"));
	assert_false(explain_is_helper("__dev_queue_xmit_nit+0x1"));
	assert_false(explain_is_helper("udp_rcv+0x452"));
	assert_false(explain_is_helper(""));
	assert_true(explain_is_root("asm_sysvec_call_function+0x1"));
	assert_false(explain_is_root("net_rx_action+0x1"));
	assert_false(explain_is_root("__rtnl_unlock+0x3"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_helper),
		cmocka_unit_test(first_non_helper),
		cmocka_unit_test(no_dropper),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
