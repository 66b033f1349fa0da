// SPDX-License-Identifier: GPL-2.0
/* Configuration requests. A request is applied completely or not at all. */
#include <linux/slab.h>
#include <net/genetlink.h>

#include "table/config.h"
#include "netlink/netlink.h"
#include "netlink/netlink-gen.h"
#include "registry/registry.h"
#include "table/table.h"

/* Maximum size of one reason's attributes. */
#define NLCONFIG_REASON_SIZE						\
	(nla_total_size(0) +	/* DROPSTAT_A_CONFIG_REASON */		\
	 nla_total_size(64) +	/* DROPSTAT_A_REASON_NAME */		\
	 nla_total_size(0) +	/* DROPSTAT_A_REASON_NO_FLOWS */	\
	 nla_total_size(4))	/* DROPSTAT_A_REASON_RATE_THRESHOLD */

#define NLCONFIG_SIZE							\
	(nla_total_size(1) +	/* DROPSTAT_A_CONFIG_FLOWS */		\
	 nla_total_size(4) +	/* DROPSTAT_A_CONFIG_HALFLIFE */	\
	 nla_total_size(4) +	/* DROPSTAT_A_CONFIG_RATE_THRESHOLD */	\
	 nla_total_size(4))	/* DROPSTAT_A_CONFIG_EVENT_LIMIT */

static int nlconfig_put_reason(struct sk_buff *skb,
			       const struct dropstat_config_reason *settings)
{
	struct nlattr *nest;
	char name[64];

	nest = nla_nest_start(skb, DROPSTAT_A_CONFIG_REASON);
	dropstat_reason_name(settings->reason, name, sizeof(name));
	if (!nest || nla_put_string(skb, DROPSTAT_A_REASON_NAME, name))
		return -EMSGSIZE;
	if (settings->no_flows &&
	    nla_put_flag(skb, DROPSTAT_A_REASON_NO_FLOWS))
		return -EMSGSIZE;
	if (settings->has_threshold &&
	    nla_put_u32(skb, DROPSTAT_A_REASON_RATE_THRESHOLD,
			settings->rate_threshold))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int nlconfig_put(struct sk_buff *skb,
			const struct dropstat_config *config)
{
	u32 i;

	if (nla_put_u8(skb, DROPSTAT_A_CONFIG_FLOWS, config->flows) ||
	    nla_put_u32(skb, DROPSTAT_A_CONFIG_HALFLIFE, config->halflife) ||
	    nla_put_u32(skb, DROPSTAT_A_CONFIG_RATE_THRESHOLD,
			config->rate_threshold) ||
	    nla_put_u32(skb, DROPSTAT_A_CONFIG_EVENT_LIMIT,
			config->event_limit))
		return -EMSGSIZE;
	for (i = 0; i < config->nr_reasons; i++)
		if (nlconfig_put_reason(skb, &config->reasons[i]))
			return -EMSGSIZE;
	return 0;
}

static int nlconfig_reply(struct genl_info *info,
			  const struct dropstat_config *config)
{
	struct sk_buff *reply;
	void *header;

	reply = dropstat_nlreply(info, NLCONFIG_SIZE +
				 config->nr_reasons * NLCONFIG_REASON_SIZE,
				 DROPSTAT_CMD_CONFIG_GET, &header);
	if (!reply)
		return -ENOMEM;
	if (nlconfig_put(reply, config)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}

/* Process context. Some kernels accept any attributes if there is no policy. */
int dropstat_nl_config_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct dropstat_config *config;
	int err;

	if (nlmsg_attrlen(info->nlhdr, GENL_HDRLEN)) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    nlmsg_attrdata(info->nlhdr, GENL_HDRLEN),
				    "this request takes no attributes");
		return -EINVAL;
	}
	config = kmalloc(sizeof(*config), GFP_KERNEL);
	if (!config)
		return -ENOMEM;
	dropstat_config_read(config);
	err = nlconfig_reply(info, config);
	kfree(config);
	return err;
}

/* Parses the attributes of a nest; each may be given only once. */
static int nlconfig_nest(const struct nlattr *nest, struct nlattr **attrs,
			 struct netlink_ext_ack *extack)
{
	struct nlattr *attr;
	int left;

	memset(attrs, 0, (DROPSTAT_A_REASON_MAX + 1) * sizeof(*attrs));
	nla_for_each_nested(attr, nest, left) {
		if (attrs[nla_type(attr)]) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "the attribute may be given only once");
			return -EINVAL;
		}
		attrs[nla_type(attr)] = attr;
	}
	if (attrs[DROPSTAT_A_REASON_NAME])
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, nest,
			    "a reason must have a name");
	return -EINVAL;
}

/* Must be called with the configuration locked. */
static int nlconfig_reason(struct dropstat_config *config,
			   const struct nlattr *nest,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[DROPSTAT_A_REASON_MAX + 1];
	struct dropstat_config_reason *settings;
	u32 reason;
	int err;

	err = nlconfig_nest(nest, attrs, extack);
	if (err)
		return err;
	if (!dropstat_reason_number(nla_data(attrs[DROPSTAT_A_REASON_NAME]),
				    &reason)) {
		NL_SET_ERR_MSG_ATTR(extack, attrs[DROPSTAT_A_REASON_NAME],
				    "this kernel has no such drop reason; use a name from its tables");
		return -ENOENT;
	}
	/* If only a name is given, the reason's settings are removed. */
	if (!attrs[DROPSTAT_A_REASON_NO_FLOWS] &&
	    !attrs[DROPSTAT_A_REASON_RATE_THRESHOLD]) {
		dropstat_config_forget(config, reason);
		return 0;
	}
	settings = dropstat_config_reason(config, reason);
	if (!settings) {
		static_assert(DROPSTAT_MOST_REASONS == 64);
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "64 reasons already have settings, which is the maximum");
		return -ENOSPC;
	}
	settings->no_flows = attrs[DROPSTAT_A_REASON_NO_FLOWS];
	settings->has_threshold = attrs[DROPSTAT_A_REASON_RATE_THRESHOLD];
	if (settings->has_threshold)
		settings->rate_threshold =
			nla_get_u32(attrs[DROPSTAT_A_REASON_RATE_THRESHOLD]);
	return 0;
}

/* Must be called with the configuration locked. */
static int nlconfig_reasons(struct dropstat_config *config,
			    const struct nlmsghdr *nlh,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *attr;
	int left, err;

	nlmsg_for_each_attr(attr, nlh, GENL_HDRLEN, left) {
		if (nla_type(attr) != DROPSTAT_A_CONFIG_REASON)
			continue;
		err = nlconfig_reason(config, attr, extack);
		if (err)
			return err;
	}
	return 0;
}

static int nlconfig_flows(struct dropstat_config *config,
			  const struct nlattr *attr,
			  struct netlink_ext_ack *extack)
{
	config->flows = nla_get_u8(attr);
	if (!config->flows || dropstat_table_sets())
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "flows cannot be enabled: the module was loaded with flows=0");
	return -EOPNOTSUPP;
}

static int nlconfig_halflife(struct dropstat_config *config,
			     const struct nlattr *attr,
			     struct netlink_ext_ack *extack)
{
	config->halflife = nla_get_u32(attr);
	if (config->halflife <= DROPSTAT_LONGEST_HALFLIFE)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "the half-life must be 1 to 604800 seconds, or 0 for no ageing");
	return -ERANGE;
}

/* Must be called with the configuration locked. */
static int nlconfig_change(struct dropstat_config *config,
			   struct nlattr **attrs, const struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack)
{
	int err = 0;

	if (attrs[DROPSTAT_A_CONFIG_RATE_THRESHOLD])
		config->rate_threshold =
			nla_get_u32(attrs[DROPSTAT_A_CONFIG_RATE_THRESHOLD]);
	if (attrs[DROPSTAT_A_CONFIG_EVENT_LIMIT])
		config->event_limit =
			nla_get_u32(attrs[DROPSTAT_A_CONFIG_EVENT_LIMIT]);
	if (attrs[DROPSTAT_A_CONFIG_FORGET_REASONS])
		config->nr_reasons = 0;
	if (attrs[DROPSTAT_A_CONFIG_HALFLIFE])
		err = nlconfig_halflife(config,
					attrs[DROPSTAT_A_CONFIG_HALFLIFE],
					extack);
	if (!err && attrs[DROPSTAT_A_CONFIG_FLOWS])
		err = nlconfig_flows(config, attrs[DROPSTAT_A_CONFIG_FLOWS],
				     extack);
	return err ?: nlconfig_reasons(config, nlh, extack);
}

static int nlconfig_set(struct dropstat_config *config, struct nlattr **attrs,
			struct genl_info *info)
{
	int err = dropstat_config_lock(config);

	if (err)
		return err;
	err = nlconfig_change(config, attrs, info->nlhdr, info->extack) ?:
	      dropstat_config_commit(config);
	dropstat_config_unlock();
	return err;
}

/* Process context. */
int dropstat_nl_config_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *attrs[DROPSTAT_A_CONFIG_MAX + 1];
	struct dropstat_config *config;
	int err;

	err = dropstat_nlquery_attrs(info->nlhdr, attrs, DROPSTAT_A_CONFIG_MAX,
				     DROPSTAT_A_CONFIG_REASON, info->extack);
	if (err)
		return err;
	if (!memchr_inv(attrs, 0, sizeof(attrs))) {
		NL_SET_ERR_MSG(info->extack,
			       "nothing to change: at least one attribute is needed");
		return -EINVAL;
	}
	config = kmalloc(sizeof(*config), GFP_KERNEL);
	if (!config)
		return -ENOMEM;
	err = nlconfig_set(config, attrs, info);
	kfree(config);
	return err;
}
