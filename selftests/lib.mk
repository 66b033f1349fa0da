# SPDX-License-Identifier: GPL-2.0
# The parts of the kernel's tools/testing/selftests/lib.mk that are needed to build
# these tests outside the kernel tree

OUTPUT ?= $(CURDIR)
override TEST_GEN_FILES := $(addprefix $(OUTPUT)/,$(TEST_GEN_FILES))

all: $(TEST_GEN_FILES)

$(OUTPUT)/%: %.c
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.c,$^) $(LDLIBS)

clean:
	rm -f $(TEST_GEN_FILES)

.DEFAULT_GOAL := all
.PHONY: all clean
