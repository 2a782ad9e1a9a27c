/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-locked-memory.h"

#include <openssl/crypto.h>

/* Below the 64 KiB that may be locked on old systems. */
#define ARENA_SIZE  32768
#define ARENA_CHUNK 32

/* A thread may still be loading its key while the program exits: libcrypto must not be taken down under it. Only what comes
 * before anything else of libcrypto decides that. */
static void __attribute__ ((constructor))
keep_libcrypto (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
}

/* libcrypto locks its secure heap and keeps it out of core dumps (CRYPTO_secure_malloc(3)). */
static gpointer
make_arena (gpointer data)
{
  int result = CRYPTO_secure_malloc_initialized () ? 1 : CRYPTO_secure_malloc_init (ARENA_SIZE, ARENA_CHUNK);

  if (result != 1)
    g_info ("The memory of secrets may be written to swap space: it cannot be locked");

  return NULL;
}

/**
 * belay_locked_memory_prepare:
 *
 * Makes libcrypto keep its secret keys there as well.
 */
void
belay_locked_memory_prepare (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, make_arena, NULL);
}

/**
 * belay_locked_memory_is_scarce:
 *
 * Returns: whether half of it is in use: what is left is for the keys that sign the record
 */
gboolean
belay_locked_memory_is_scarce (void)
{
  belay_locked_memory_prepare ();

  return CRYPTO_secure_used () > ARENA_SIZE / 2;
}

/**
 * belay_locked_memory_alloc:
 * @size: bytes, at least one
 *
 * Returns: (transfer full) (nullable): zeros in locked memory, see belay_locked_memory_wipe(); %NULL if there is no more
 *   of it
 */
gpointer
belay_locked_memory_alloc (gsize size)
{
  belay_locked_memory_prepare ();

  return OPENSSL_secure_zalloc (size);
}

/**
 * belay_locked_memory_wipe:
 * @memory: (transfer full) (nullable): from belay_locked_memory_alloc()
 * @size: how much of it there is
 *
 * Overwrites and frees it.
 */
void
belay_locked_memory_wipe (gpointer memory,
                          gsize    size)
{
  OPENSSL_secure_clear_free (memory, size);
}
