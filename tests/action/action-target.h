/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The entry point libFuzzer calls; the test calls it, too. */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);
