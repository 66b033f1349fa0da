# SPDX-License-Identifier: GPL-2.0
# A wrapper around kbuild and the tests. The module's own makefile is Kbuild.

KERNELRELEASE ?= $(shell uname -r)
MODULES := /lib/modules/$(KERNELRELEASE)
KDIR ?= $(MODULES)/build
VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
# For packages, which install to a staging directory.
DESTDIR ?=
PREFIX ?= /usr/local
export DESTDIR PREFIX
DKMS_SOURCE := $(DESTDIR)/usr/src/dropstat-$(VERSION)

# For "make check" and "make demo": the kernels and tests to run
KERNELS ?=
TESTS ?=
export KERNELS TESTS
# For "make soak"
MINUTES ?=
export MINUTES
# For "make fuzz": seconds for each fuzzer
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

check-full:
	TEST_SCALE=1 selftests/vm/check.sh

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
	@echo '  all             build the tools, and module/dropstat.ko for the running kernel'
	@echo '                  or for KDIR='
	@echo '  tools           build only the tools; they need no kernel headers'
	@echo '  install         install the module and the tools; then: modprobe dropstat'
	@echo '  uninstall       remove the module and the tools'
	@echo '  dkms-install    install the tools, and the module with dkms, which rebuilds it'
	@echo '                  for kernels that are installed later'
	@echo '  dkms-uninstall  remove the tools, and the module from dkms'
	@echo '  clean           remove build output'
	@echo 'In virtual machines; nothing is loaded into the kernel of this machine:'
	@echo '  demo            boot a guest, reproduce four real cases of packet loss, and show'
	@echo '                  what dropstat reports'
	@echo '  check           run all tests on the kernels of the set "check" in'
	@echo '                  selftests/vm/kernels; KERNELS="6.12" and TESTS="udp.sh"'
	@echo '                  select some; the tests style, unit and tools need no kernel'
	@echo '  check-full      the same, with floods that are four times as long'
	@echo '  check-debug     run all tests and a short soak on a debug kernel and on'
	@echo '                  PREEMPT_RT, and check-kernel-tests on the debug kernel'
	@echo '  check-race      run all tests and a soak on a kernel that detects data races'
	@echo '  soak            run everything at the same time for MINUTES=5, on the kernels of'
	@echo '                  the sets "check" and "debug", or on KERNELS='
	@echo '  check-kernel-tests  run the kernels'"'"' own networking selftests without dropstat'
	@echo '                  and with it; the results must be the same'
	@echo '  fuzz            run each fuzzer for FUZZ_SECONDS=600; new inputs are kept'
	@echo '  bench           measure what a drop costs with dropstat and with other tools'
	@echo 'The source:'
	@echo '  style           run checkpatch, sparse, shellcheck, and check the manual pages'
	@echo '  nl-regen        regenerate the netlink policies and the uapi header'

.PHONY: all module tools install install-tools uninstall uninstall-tools
.PHONY: dkms-source dkms-install dkms-uninstall
.PHONY: check check-full check-debug check-race check-kernel-tests soak demo fuzz bench
.PHONY: nl-regen style clean help
