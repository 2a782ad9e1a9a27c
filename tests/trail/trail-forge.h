/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "belay-trail-identity.h"
#include "trail-test.h"

/* Characters of a public key in hexadecimal. */
#define HEX 64

typedef void (* Change) (GPtrArray *lines);

/* Files of a session as lines without their newlines. */
char               *read_file           (const char         *directory,
                                         const char         *name);
void                write_file          (const char         *directory,
                                         const char         *name,
                                         const char         *text);
void                remove_file         (const char         *directory,
                                         const char         *name);
GPtrArray          *split_lines         (const char         *text);
char               *join_lines          (GPtrArray          *lines);
void                change_file         (const char         *directory,
                                         const char         *name,
                                         Change              change);

/* Both verifiers agree, and the first one says @words. */
void                assert_verdict      (const char         *directory,
                                         BelayTrailVerdict   verdict,
                                         const char         *words);

/* An installation on another machine. */
BelayTrailIdentity *make_other_identity (void);

/* What somebody does who can write the files: the records changed and chained anew, and signed with @identity, (nullable):
 * with nothing. */
void                forge               (const char         *directory,
                                         BelayTrailIdentity *identity,
                                         Change              change);
/* Nothing is changed but the tree the checkpoint speaks of. */
void                forge_root          (const char         *directory,
                                         BelayTrailIdentity *identity);
/* Of a session made by make_session(): somebody else decided. */
void                forge_decision      (GPtrArray          *lines);
