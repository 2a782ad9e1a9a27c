/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-trail-merkle.h"

#include <string.h>

/* What stands before a leaf and before two nodes, so that neither is taken for the other: RFC 6962, section 2.1. */
#define LEAF 0
#define NODE 1

/* A whole subtree. */
typedef struct
{
  guint64 size;         /* of its leaves, a power of two */
  guint8  hash[BELAY_TRAIL_DIGEST_SIZE];
} Peak;

struct _BelayTrailMerkle
{
  BelayTrailDigest *digest;
  guint64           size;
  Peak              peaks[64];  /* from the left, each smaller than the one before */
  guint             n_peaks;
};

/**
 * belay_trail_merkle_new:
 *
 * Returns: (transfer full): a tree without leaves
 */
BelayTrailMerkle *
belay_trail_merkle_new (void)
{
  BelayTrailMerkle *self = g_new0 (BelayTrailMerkle, 1);

  self->digest = belay_trail_digest_new ();

  return self;
}

/**
 * belay_trail_merkle_free:
 * @self: (transfer full) (nullable): a tree
 */
void
belay_trail_merkle_free (BelayTrailMerkle *self)
{
  if (self == NULL)
    return;

  belay_trail_digest_free (self->digest);
  g_free (self);
}

static void
join (BelayTrailMerkle *self,
      const guint8      left[BELAY_TRAIL_DIGEST_SIZE],
      const guint8      right[BELAY_TRAIL_DIGEST_SIZE],
      guint8            hash[BELAY_TRAIL_DIGEST_SIZE])
{
  guint8 bytes[1 + 2 * BELAY_TRAIL_DIGEST_SIZE] = { NODE };

  memcpy (bytes + 1, left, BELAY_TRAIL_DIGEST_SIZE);
  memcpy (bytes + 1 + BELAY_TRAIL_DIGEST_SIZE, right, BELAY_TRAIL_DIGEST_SIZE);
  belay_trail_digest_compute (self->digest, bytes, sizeof bytes, hash);
}

/**
 * belay_trail_merkle_append:
 * @self: a tree
 * @leaf: the next leaf
 */
void
belay_trail_merkle_append (BelayTrailMerkle *self,
                           const guint8      leaf[BELAY_TRAIL_DIGEST_SIZE])
{
  guint8 bytes[1 + BELAY_TRAIL_DIGEST_SIZE] = { LEAF };
  Peak peak = { .size = 1 };

  memcpy (bytes + 1, leaf, BELAY_TRAIL_DIGEST_SIZE);
  belay_trail_digest_compute (self->digest, bytes, sizeof bytes, peak.hash);

  while (self->n_peaks > 0 && self->peaks[self->n_peaks - 1].size == peak.size)
    {
      join (self, self->peaks[self->n_peaks - 1].hash, peak.hash, peak.hash);
      peak.size *= 2;
      self->n_peaks--;
    }

  self->peaks[self->n_peaks++] = peak;
  self->size++;
}

/**
 * belay_trail_merkle_get_size:
 * @self: a tree
 *
 * Returns: how many leaves it has
 */
guint64
belay_trail_merkle_get_size (BelayTrailMerkle *self)
{
  return self->size;
}

/**
 * belay_trail_merkle_get_root:
 * @self: a tree with a leaf at least
 * @root: (out caller-allocates): the hash that stands for all of it
 */
void
belay_trail_merkle_get_root (BelayTrailMerkle *self,
                             guint8            root[BELAY_TRAIL_DIGEST_SIZE])
{
  g_return_if_fail (self->n_peaks > 0);

  memcpy (root, self->peaks[self->n_peaks - 1].hash, BELAY_TRAIL_DIGEST_SIZE);

  for (guint i = self->n_peaks - 1; i > 0; i--)
    join (self, self->peaks[i - 1].hash, root, root);
}
