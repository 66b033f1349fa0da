#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Dump flows with the kernel's own netlink library, once per request.

usage: ynl_rows.py YNLDIR SPEC < REQUESTS
Each request is a line of JSON. Prints the number of rows for each request, one per
line.
"""

import json
import os
import sys

ynl_dir, spec = sys.argv[1:]
sys.path.append(os.path.join(ynl_dir, "tools/net/ynl/pyynl"))

# pylint: disable=wrong-import-position,import-error
from lib import YnlFamily

family = YnlFamily(
    spec, os.path.join(ynl_dir, "Documentation/netlink/genetlink-legacy.yaml"))
for line in sys.stdin:
    print(len(family.dump("flow-get", json.loads(line))))
