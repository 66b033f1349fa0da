# SPDX-License-Identifier: GPL-2.0
# The wrapper around kbuild and the tests; Kbuild has what the kernel builds.

KERNELRELEASE ?= $(shell uname -r)
MODULES := /lib/modules/$(KERNELRELEASE)
KDIR ?= $(MODULES)/build
VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
# For packages, which install elsewhere than they build.
DESTDIR ?=
PREFIX ?= /usr/local
MAN := $(DESTDIR)$(PREFIX)/share/man
DKMS_SOURCE := $(DESTDIR)/usr/src/dropstat-$(VERSION)

# Of "make check" and "make demo": which kernels, and which tests.
KERNELS ?=
TESTS ?=
export KERNELS TESTS
# Of "make fuzz": for each of the fuzzers.
FUZZ_SECONDS ?= 600

all: module

module:
	@test -d $(KDIR) || { \
		echo "No kernel headers in $(KDIR)." \
		     "Install linux-headers-$(KERNELRELEASE), or set KDIR=." >&2; \
		exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

install: module install-man
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_DIR=updates modules_install
	depmod -a $(KERNELRELEASE)

install-man:
	install -D -m 644 -t $(MAN)/man4 tools/man/dropstat.4

uninstall:
	rm -f $(MODULES)/updates/module/dropstat.ko* $(MODULES)/updates/dropstat.ko*
	-rmdir --ignore-fail-on-non-empty $(MODULES)/updates/module
	rm -f $(MAN)/man4/dropstat.4
	depmod -a $(KERNELRELEASE)

dkms-source:
	rm -rf $(DKMS_SOURCE)
	mkdir -p $(DKMS_SOURCE)/module
	cp dkms.conf Kbuild LICENSE $(DKMS_SOURCE)/
	cp -r module/Kbuild module/*.c module/*.h module/compat-include \
		module/include $(DKMS_SOURCE)/module/

dkms-install: dkms-source install-man
	dkms add -m dropstat -v $(VERSION)
	dkms build -m dropstat -v $(VERSION) -k $(KERNELRELEASE)
	dkms install -m dropstat -v $(VERSION) -k $(KERNELRELEASE)

dkms-uninstall:
	dkms remove -m dropstat -v $(VERSION) --all
	rm -rf $(DKMS_SOURCE)
	rm -f $(MAN)/man4/dropstat.4

check:
	selftests/vm/check.sh

demo:
	selftests/vm/demo.sh

fuzz:
	selftests/unit/run.sh fuzz $(FUZZ_SECONDS)

bench:
	selftests/bench/bench.sh

nl-regen:
	selftests/nl-regen.sh

style:
	selftests/style.sh

clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean

help:
	@echo 'Build and install for this machine:'
	@echo '  all             build module/dropstat.ko for the running kernel, or KDIR='
	@echo '  install         install it; then: modprobe dropstat'
	@echo '  uninstall       remove it again'
	@echo '  dkms-install    build and install it with dkms, for coming kernels too'
	@echo '  dkms-uninstall  remove it from dkms'
	@echo '  clean           remove what was built'
	@echo 'In virtual machines that the tree starts itself; nothing is loaded here:'
	@echo '  demo            boot a guest, lose packets in it, show /proc/net/dropstat'
	@echo '  check           all tests, on all kernels of selftests/vm/kernels'
	@echo '                  KERNELS="6.12" and TESTS="udp.sh" choose some of them'
	@echo '                  unit among them is those in user space'
	@echo '  fuzz            the fuzzers, FUZZ_SECONDS=600 each; new inputs are kept'
	@echo '  bench           what a drop costs, with dropstat and with others'
	@echo 'The source:'
	@echo '  style           checkpatch, sparse, shellcheck, the manual page'

.PHONY: all module install install-man uninstall dkms-source dkms-install dkms-uninstall
.PHONY: check demo fuzz bench nl-regen style clean help
