/* SPDX-License-Identifier: GPL-2.0 */
/* libFuzzer's entry point, which each fuzzer defines */
#ifndef _DROPSTAT_FUZZ_H
#define _DROPSTAT_FUZZ_H

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif /* _DROPSTAT_FUZZ_H */
