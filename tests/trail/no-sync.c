/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded before the C library: a program that never makes sure of anything. The control of test-power-cut.py. */

#include <unistd.h>

int
fsync (int fd)
{
  return 0;
}

int
fdatasync (int fd)
{
  return 0;
}
