# SPDX-License-Identifier: GPL-2.0
# The wrapper around kbuild and the tests; Kbuild has what the kernel builds.

KERNELRELEASE ?= $(shell uname -r)
MODULES := /lib/modules/$(KERNELRELEASE)
KDIR ?= $(MODULES)/build
VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
# For packages, which install elsewhere than they build.
DESTDIR ?=
PREFIX ?= /usr/local
export DESTDIR PREFIX
DKMS_SOURCE := $(DESTDIR)/usr/src/dropstat-$(VERSION)

# Of "make check" and "make demo": which kernels, and which tests.
KERNELS ?=
TESTS ?=
export KERNELS TESTS
# Of "make soak"
MINUTES ?=
export MINUTES
# Of "make fuzz": for each of the fuzzers.
FUZZ_SECONDS ?= 600

all: module tools

tools:
	$(MAKE) -C tools

module:
	@test -d $(KDIR) || { \
		echo "No kernel headers in $(KDIR)." \
		     "Install linux-headers-$(KERNELRELEASE), or set KDIR=." >&2; \
		exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

install: module install-tools
	$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_DIR=updates modules_install
	depmod -a $(KERNELRELEASE)

install-tools: tools
	$(MAKE) -C tools install

uninstall: uninstall-tools
	rm -f $(MODULES)/updates/module/dropstat.ko* $(MODULES)/updates/dropstat.ko*
	-rmdir --ignore-fail-on-non-empty $(MODULES)/updates/module
	depmod -a $(KERNELRELEASE)

uninstall-tools:
	$(MAKE) -C tools uninstall

dkms-source:
	rm -rf $(DKMS_SOURCE)
	mkdir -p $(DKMS_SOURCE)
	cp dkms.conf Kbuild LICENSE $(DKMS_SOURCE)/
	find module -name Kbuild -o -name '*.[ch]' ! -name '*.mod.c' | \
		xargs cp --parents -t $(DKMS_SOURCE)

dkms-install: dkms-source install-tools
	dkms add -m dropstat -v $(VERSION)
	dkms build -m dropstat -v $(VERSION) -k $(KERNELRELEASE)
	dkms install -m dropstat -v $(VERSION) -k $(KERNELRELEASE)

dkms-uninstall: uninstall-tools
	dkms remove -m dropstat -v $(VERSION) --all
	rm -rf $(DKMS_SOURCE)

check:
	selftests/vm/check.sh

check-debug:
	selftests/vm/check-debug.sh

check-race:
	selftests/vm/check-race.sh

soak:
	selftests/vm/soak.sh

check-kernel-tests:
	selftests/kernel/check.sh

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
	$(MAKE) -C tools clean
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean

help:
	@echo 'Build and install for this machine:'
	@echo '  all             build module/dropstat.ko for the running kernel, or KDIR=,'
	@echo '                  and the tools'
	@echo '  tools           the tools alone; they need no kernel headers'
	@echo '  install         install all of it; then: modprobe dropstat'
	@echo '  uninstall       remove it again'
	@echo '  dkms-install    build and install it with dkms, for coming kernels too'
	@echo '  dkms-uninstall  remove it from dkms'
	@echo '  clean           remove what was built'
	@echo 'In virtual machines that the tree starts itself; nothing is loaded here:'
	@echo '  demo            boot a guest, lose packets in four real cases, show them'
	@echo '  check           all tests, on all kernels of selftests/vm/kernels'
	@echo '                  KERNELS="6.12" and TESTS="udp.sh" choose some of them'
	@echo '                  style, unit and tools among them need no kernel'
	@echo '  check-debug     all tests on a kernel that checks itself, and on PREEMPT_RT;'
	@echo '                  then soak and check-kernel-tests, for a short time'
	@echo '  check-race      all tests and a soak on a kernel that watches for data races'
	@echo '  soak            everything at once, for MINUTES=5, on all kernels or KERNELS='
	@echo '  check-kernel-tests  the kernels'"'"' own networking selftests, without dropstat'
	@echo '                  and with it, have to give the same results'
	@echo '  fuzz            the fuzzers, FUZZ_SECONDS=600 each; new inputs are kept'
	@echo '  bench           what a drop costs, with dropstat and with others'
	@echo 'The source:'
	@echo '  style           checkpatch, sparse, shellcheck, the manual pages'
	@echo '  nl-regen        make the netlink policies and the uapi header anew'

.PHONY: all module tools install install-tools uninstall uninstall-tools
.PHONY: dkms-source dkms-install dkms-uninstall
.PHONY: check check-debug check-race check-kernel-tests soak demo fuzz bench
.PHONY: nl-regen style clean help
