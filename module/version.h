/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DROPSTAT_VERSION_H
#define _DROPSTAT_VERSION_H

/* Must equal PACKAGE_VERSION in dkms.conf; "make style" checks this. */
#define DROPSTAT_VERSION "0.1.0"

#endif /* _DROPSTAT_VERSION_H */
