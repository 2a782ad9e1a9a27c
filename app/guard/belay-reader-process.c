/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-reader-process.h"
#include "belay-helper.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-reader-wire.h"

/* How far it steps back where it is not to be in the way: half of the time of others. On a busy machine more is never. */
#define NICENESS 3

struct _BelayReaderProcess
{
  GSubprocess *process;
  int          fd;
  guint8      *memory;
};

static gboolean
set_error (GError     **error,
           const char  *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));

  return FALSE;
}

/* Memory the helper cannot make smaller; it may only look at it. */
static gboolean
create_memory (BelayReaderProcess  *self,
               int                 *fd,
               GError             **error)
{
  g_autofree char *path = NULL;
  gpointer mapped;
  int writable = memfd_create ("belay-reader", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (writable < 0)
    return set_error (error, "memfd_create");

  if (ftruncate (writable, BELAY_READER_MAX_PIXELS) == 0 &&
      (mapped = mmap (NULL, BELAY_READER_MAX_PIXELS, PROT_READ | PROT_WRITE, MAP_SHARED, writable, 0)) != MAP_FAILED)
    {
      self->memory = mapped;
      path = g_strdup_printf ("/proc/self/fd/%d", writable);

      if (fcntl (writable, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) == 0)
        *fd = open (path, O_RDONLY | O_CLOEXEC);
    }

  if (*fd < 0)
    set_error (error, "memory");

  close (writable);

  return *fd >= 0;
}

/**
 * belay_reader_process_start:
 * @error: return location for an error
 *
 * Starts belay-reader with next to no environment and nothing but what it needs.
 *
 * Returns: (transfer full) (nullable): it
 */
BelayReaderProcess *
belay_reader_process_start (GError **error)
{
  /* One thread: more would have to be allowed. */
  static const char * const environment[] = { "OMP_THREAD_LIMIT=1", "LC_ALL=C", NULL };
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  BelayReaderProcess *self = g_new0 (BelayReaderProcess, 1);
  int memory = -1;

  self->fd = -1;

  if (create_memory (self, &memory, error))
    {
      g_subprocess_launcher_take_fd (launcher, memory, BELAY_READER_FD_MEMORY);
      self->process = belay_helper_start (launcher, "belay-reader", environment, BELAY_READER_FD_CONTROL, &self->fd, error);
    }

  if (self->process == NULL)
    g_clear_pointer (&self, belay_reader_process_kill);

  return self;
}

/**
 * belay_reader_process_kill:
 * @self: (transfer full): a process
 *
 * Ends it at once.
 */
void
belay_reader_process_kill (BelayReaderProcess *self)
{
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);

  g_clear_object (&self->process);
  if (self->memory != NULL)
    munmap (self->memory, BELAY_READER_MAX_PIXELS);
  if (self->fd >= 0)
    close (self->fd);

  g_free (self);
}

/**
 * belay_reader_process_get_fd:
 * @self: a process
 *
 * Returns: the socket its packets come from
 */
int
belay_reader_process_get_fd (BelayReaderProcess *self)
{
  return self->fd;
}

void
belay_reader_process_lower (BelayReaderProcess *self)
{
  const char *id = g_subprocess_get_identifier (self->process);

  if (id != NULL && setpriority (PRIO_PROCESS, (id_t) strtol (id, NULL, 10), NICENESS) != 0)
    g_debug ("The priority of belay-reader cannot be lowered: %s", g_strerror (errno));
}

/**
 * belay_reader_process_ask:
 * @self: a process that waits to be asked
 * @grey: @width × @height bytes; at most %BELAY_READER_MAX_PIXELS
 * @width: pixels
 * @height: pixels
 * @layout: what to expect
 *
 * If it is gone, its socket says so.
 */
void
belay_reader_process_ask (BelayReaderProcess *self,
                          GBytes             *grey,
                          int                 width,
                          int                 height,
                          BelayReaderLayout   layout)
{
  const BelayReaderRequest request = { (guint32) width, (guint32) height, layout };

  memcpy (self->memory, g_bytes_get_data (grey, NULL), g_bytes_get_size (grey));

  if (send (self->fd, &request, sizeof request, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    g_debug ("belay-reader cannot be asked: %s", g_strerror (errno));
}
