/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BELAY_SHELL_ERROR (belay_shell_error_quark ())
GQuark belay_shell_error_quark (void);

typedef enum
{
  BELAY_SHELL_ERROR_GONE,       /* nobody answers there any more, or not what can be: it is not asked again */
  BELAY_SHELL_ERROR_FAILED,
  BELAY_SHELL_ERROR_NOT_FOUND,
  BELAY_SHELL_ERROR_DENIED,
  BELAY_SHELL_ERROR_EXISTS,
  BELAY_SHELL_ERROR_FOLDER,     /* it is a folder, and was to be a file */
  BELAY_SHELL_ERROR_NO_FOLDER,  /* the other way round */
  BELAY_SHELL_ERROR_LINK,       /* a symbolic link: none is followed */
  BELAY_SHELL_ERROR_SPECIAL,    /* a device, a queue or a socket */
  BELAY_SHELL_ERROR_CHANGED,    /* it is not what it was when it was looked at */
  BELAY_SHELL_ERROR_TOO_LARGE,
  BELAY_SHELL_ERROR_FULL,       /* no room for it there */
} BelayShellError;

/* How a command ended. */
typedef enum
{
  BELAY_SHELL_END_EXITED,       /* the shell goes on */
  BELAY_SHELL_END_SHELL_OVER,   /* the command ended the shell itself; the next one gets a new one */
  BELAY_SHELL_END_TIMEOUT,      /* it took too long; it, the shell and all that was started from it were killed */
  BELAY_SHELL_END_STOPPED,      /* the same, because it was cancelled */
} BelayShellEnd;

/* What a command put out, and how it ended. Hostile. */
typedef struct
{
  BelayShellEnd  end;
  guint          status;        /* up to 255; of EXITED and SHELL_OVER */
  char          *text;          /* valid UTF-8, perhaps empty: what was put out, with a mark where the middle was left out */
  guint64        size;          /* bytes it put out in all */
  gboolean       clipped;       /* there is such a mark */
} BelayShellOutput;

void              belay_shell_output_free    (BelayShellOutput     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BelayShellOutput, belay_shell_output_free)

typedef enum
{
  BELAY_SHELL_ENTRY_FILE,
  BELAY_SHELL_ENTRY_FOLDER,
  BELAY_SHELL_ENTRY_LINK,
  BELAY_SHELL_ENTRY_OTHER,
} BelayShellEntryKind;

/* What lies in a folder in there. The path is relative and stays below the folder that was listed. It is as hostile as
 * whatever gave it its name: any bytes but zero, so not always UTF-8. */
typedef struct
{
  BelayShellEntryKind kind;
  guint64             size;     /* bytes */
  char               *path;
} BelayShellEntry;

void              belay_shell_entry_free     (BelayShellEntry      *self);

#define BELAY_SHELL_TIMEOUT_MS 120000           /* what a command may take */
#define BELAY_SHELL_GRACE_MS   2000             /* what killing it may take */

#define BELAY_TYPE_SHELL (belay_shell_get_type ())

/*
 * Somebody in the sandbox who runs commands in a shell that keeps its state between two, and reads and writes files, as the
 * user the agent works as. Main thread only. Everything it says is hostile; what it claims to have done may not be so.
 *
 * Only the gate runs commands and writes files on the agent's behalf (tests/desktop/test-wire-house.py).
 */
G_DECLARE_DERIVABLE_TYPE (BelayShell, belay_shell, BELAY, SHELL, GObject)

/* Each answers @task: run with a BelayShellOutput, end with TRUE, read with a GBytes, write with TRUE, list with a GPtrArray of
 * BelayShellEntry, find_home with a GBytes: a path. */
struct _BelayShellClass
{
  GObjectClass parent_class;

  void (* run)   (BelayShell *self,
                  const char *command,
                  GTask      *task);
  void (* end)   (BelayShell *self,
                  GTask      *task);
  void (* read)  (BelayShell *self,
                  const char *path,
                  gboolean    strict,
                  gsize       max_size,
                  GTask      *task);
  void (* write) (BelayShell *self,
                  const char *path,
                  gboolean    strict,
                  GBytes     *content,
                  GBytes     *expected,
                  GTask      *task);
  void (* list)  (BelayShell *self,
                  const char *path,
                  guint       depth,
                  GTask      *task);
  void (* find_home) (BelayShell *self,
                      GTask      *task);
};

/* One at a time. Cancelling kills what runs, and whatever was started from the shell, at once; the answer then says so, and
 * with what had been put out. @command: at most 64 KiB. */
void              belay_shell_run_async      (BelayShell           *self,
                                              const char           *command,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
BelayShellOutput *belay_shell_run_finish     (BelayShell           *self,
                                              GAsyncResult         *result,
                                              GError              **error);

/* Kills the shell and all that was started from it; the next command gets a new one. */
void              belay_shell_end_async      (BelayShell           *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean          belay_shell_end_finish     (BelayShell           *self,
                                              GAsyncResult         *result,
                                              GError              **error);

/* A regular file of at most @max_size bytes. @path: absolute; if its last part is a link it is refused and, if @strict, also if
 * another part is. */
void              belay_shell_read_async     (BelayShell           *self,
                                              const char           *path,
                                              gboolean              strict,
                                              gsize                 max_size,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GBytes           *belay_shell_read_finish    (BelayShell           *self,
                                              GAsyncResult         *result,
                                              GError              **error);

/* Puts a file in its place, whole or not at all. @expected: (nullable): what must lie there now (SHA-256, 32 bytes), else the
 * error is CHANGED; NULL: nothing may lie there, else it is EXISTS. */
void              belay_shell_write_async    (BelayShell           *self,
                                              const char           *path,
                                              gboolean              strict,
                                              GBytes               *content,
                                              GBytes               *expected,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean          belay_shell_write_finish   (BelayShell           *self,
                                              GAsyncResult         *result,
                                              GError              **error);

/* What lies in the folder at @path, @depth levels deep, sorted, nothing hidden, 2000 entries at most. */
void              belay_shell_list_async     (BelayShell           *self,
                                              const char           *path,
                                              guint                 depth,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GPtrArray        *belay_shell_list_finish    (BelayShell           *self,
                                              GAsyncResult         *result,
                                              GError              **error);

/* Where the files of the user are. (transfer full): an absolute path of letters, digits and a few signs, or an error */
void              belay_shell_find_home_async (BelayShell          *self,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
char             *belay_shell_find_home_finish (BelayShell         *self,
                                                GAsyncResult       *result,
                                                GError            **error);

G_END_DECLS
