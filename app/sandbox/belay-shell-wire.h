/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the program asks the helper belay-shell in the sandbox, and what it answers: packets on a SOCK_SEQPACKET socket pair.
 * Each question is answered once; a command may be answered after questions that came later. Both are built together; there
 * are no versions. What comes out of the sandbox may all the same be anything.
 */

#define BELAY_SHELL_PROGRAM     "belay-shell"
#define BELAY_SHELL_FD          9               /* as the helper knows the socket */

#define BELAY_SHELL_MAX_COMMAND (64 * 1024)     /* bytes */
#define BELAY_SHELL_MAX_PATH    4095            /* bytes */
#define BELAY_SHELL_CHUNK       (32 * 1024)     /* bytes of a file in one packet */
#define BELAY_SHELL_KEPT        (8 * 1024)      /* bytes kept of the beginning of an output, and as many of its end */
#define BELAY_SHELL_MAX_LISTED  2000            /* entries of a list */
#define BELAY_SHELL_DIGEST      32              /* bytes: SHA-256 */

typedef enum
{
  BELAY_SHELL_RUN,              /* payload: a command for the shell, which keeps its state between two. One at a time */
  BELAY_SHELL_END,              /* kills the shell and all that was started from it; a command under way is answered first */
  BELAY_SHELL_OPEN,             /* payload: a path; argument: 1 where no folder on the way may be a link. For READ */
  BELAY_SHELL_LIST,             /* payload: a path; argument: how many levels deep. For READ, see BelayShellListed */
  BELAY_SHELL_HOME,             /* the path of the user's home. For READ */
  BELAY_SHELL_READ,             /* what comes next of what was opened, listed or asked for; nothing at its end */
  BELAY_SHELL_CREATE,           /* payload: a path; argument: as for OPEN. Something to WRITE that nobody sees yet */
  BELAY_SHELL_WRITE,            /* payload: bytes that are added to it */
  BELAY_SHELL_COMMIT,           /* puts it in its place. Payload: the digest of what it replaces, or nothing if it is new */
  BELAY_SHELL_DROP,             /* forgets what is open, listed or created */
} BelayShellVerb;

/* Followed by the payload. An id is used once. */
typedef struct
{
  guint32 id;                   /* from 1 */
  guint32 verb;
  guint32 argument;
} BelayShellQuestion;

typedef enum
{
  BELAY_SHELL_OK,
  BELAY_SHELL_ENDED,            /* of a command: the shell is over, by the command's own doing */
  BELAY_SHELL_KILLED,           /* of a command: by END */
  BELAY_SHELL_NOT_FOUND,
  BELAY_SHELL_DENIED,
  BELAY_SHELL_EXISTS,
  BELAY_SHELL_FOLDER,           /* it is a folder */
  BELAY_SHELL_NO_FOLDER,        /* it is none */
  BELAY_SHELL_LINK,             /* a link: none is followed */
  BELAY_SHELL_SPECIAL,          /* neither file nor folder */
  BELAY_SHELL_CHANGED,          /* it is not what it was */
  BELAY_SHELL_FULL,             /* no room */
  BELAY_SHELL_FAILED,           /* for another reason */
  BELAY_SHELL_N_STATUSES,
} BelayShellStatus;

/* Followed by the payload: of a command, its output (all of it, or the first and last KEPT bytes); of READ, bytes. */
typedef struct
{
  guint32 id;
  guint32 status;
  guint32 value;                /* of a command, its exit status, up to 255; of LIST, 1 if there was more */
  guint32 reserved;
  guint64 size;                 /* of a command, how much it put out; of OPEN, how large the file is; in bytes */
} BelayShellAnswer;

/* A list is made of these, sorted: a letter (f file, d folder, l link, o another), the size in decimal digits, a space,
 * the path below the folder listed, and a zero byte. Nothing hidden is listed. */
typedef enum
{
  BELAY_SHELL_LISTED_FILE   = 'f',
  BELAY_SHELL_LISTED_FOLDER = 'd',
  BELAY_SHELL_LISTED_LINK   = 'l',
  BELAY_SHELL_LISTED_OTHER  = 'o',
} BelayShellListed;

#define BELAY_SHELL_MAX_QUESTION (sizeof (BelayShellQuestion) + BELAY_SHELL_MAX_COMMAND)
#define BELAY_SHELL_MAX_ANSWER   (sizeof (BelayShellAnswer) + BELAY_SHELL_CHUNK)

G_END_DECLS
