/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-probe.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "belay-probe-wire.h"
#include "belay-sandbox-fd.h"

struct _BelayProbe
{
  GObject   parent_instance;

  int       fd;                 /* -1: nothing more will come */
  guint     source;             /* watches it */
  guint     n_answers;
  char     *variables;          /* names, commas between them */
  const char * const *checks;   /* that it tries */
};

enum
{
  REPORTED,
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BelayProbe, belay_probe, G_TYPE_OBJECT)

/* For good. */
static void
end (BelayProbe *self)
{
  if (self->fd < 0)
    return;

  g_clear_handle_id (&self->source, g_source_remove);
  belay_sandbox_clear_fd (&self->fd);
  g_signal_emit (self, signals[ENDED], 0);
}

/* FALSE: it has nothing more to say, or said what cannot be. */
static gboolean
take (BelayProbe *self,
      const char *packet,
      gsize       length)
{
  BelayProbeReport report;
  gboolean goes_on = ++self->n_answers <= BELAY_PROBE_MAX_ANSWERS && belay_probe_report_parse (packet, length, &report);

  if (self->n_answers > BELAY_PROBE_MAX_ANSWERS)
    return FALSE;

  if (goes_on)
    {
      g_signal_emit (self, signals[REPORTED], 0, &report);
      goes_on = report.word != BELAY_PROBE_GONE;
    }

  belay_probe_report_clear (&report);

  return goes_on;
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr(BelayProbe) self = g_object_ref (user_data);
  char packet[BELAY_PROBE_MAX_ANSWER];
  gssize n = recv (fd, packet, sizeof packet, MSG_DONTWAIT | MSG_TRUNC);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  if (n <= 0 || n > (gssize) sizeof packet || !take (self, packet, (gsize) n))
    end (self);

  return self->source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
belay_probe_dispose (GObject *object)
{
  BelayProbe *self = BELAY_PROBE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  belay_sandbox_clear_fd (&self->fd);

  G_OBJECT_CLASS (belay_probe_parent_class)->dispose (object);
}

static void
belay_probe_finalize (GObject *object)
{
  g_free (BELAY_PROBE (object)->variables);

  G_OBJECT_CLASS (belay_probe_parent_class)->finalize (object);
}

static void
belay_probe_class_init (BelayProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = belay_probe_dispose;
  G_OBJECT_CLASS (klass)->finalize = belay_probe_finalize;

  signals[REPORTED] = g_signal_new ("reported", BELAY_TYPE_PROBE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[ENDED] = g_signal_new ("ended", BELAY_TYPE_PROBE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
belay_probe_init (BelayProbe *self)
{
  self->fd = -1;
  self->checks = belay_probe_checks;
}

/**
 * belay_probe_new:
 * @fd: (transfer full): our end of the socket, close-on-exec
 * @variables: names of what the sandbox was given as its environment
 *
 * Returns: (transfer full): a probe that has not been asked yet
 */
BelayProbe *
belay_probe_new (int                 fd,
                 const char * const *variables)
{
  BelayProbe *self = g_object_new (BELAY_TYPE_PROBE, NULL);

  self->fd = fd;
  self->variables = g_strjoinv (",", (char **) variables);
  self->source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);

  return self;
}

void
belay_probe_set_checks (BelayProbe         *self,
                        const char * const *checks)
{
  g_return_if_fail (BELAY_IS_PROBE (self));

  self->checks = checks;
}

gboolean
belay_probe_does_try (BelayProbe *self,
                      const char *check)
{
  g_return_val_if_fail (BELAY_IS_PROBE (self), FALSE);

  return g_strv_contains (self->checks, check);
}

/* Nobody waits for it: if it does not read, it does not answer, and is late. */
static void
say (BelayProbe *self,
     const char *text)
{
  gsize length = strlen (text);

  g_return_if_fail (length <= BELAY_PROBE_MAX_QUESTION);

  if (self->fd >= 0 && send (self->fd, text, length, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
    g_debug ("belay-probe cannot be asked: %s", g_strerror (errno));
}

static void
add_line (GString    *text,
          const char *key,
          const char *value)
{
  if (value != NULL)
    g_string_append_printf (text, "%s %s\n", key, value);
}

void
belay_probe_try (BelayProbe *self,
                 const char *file,
                 guint16     port,
                 const char *abstract,
                 const char *name)
{
  g_autoptr(GString) text = g_string_new ("try\n");

  g_return_if_fail (BELAY_IS_PROBE (self));

  add_line (text, "file", file);
  add_line (text, "abstract", abstract);
  add_line (text, "name", name);
  add_line (text, "env", self->variables);
  g_string_append_printf (text, "port %u\n", port);
  say (self, text->str);
}

void
belay_probe_draw (BelayProbe *self,
                  guint32     seed,
                  int         x,
                  int         y)
{
  g_autofree char *text = g_strdup_printf ("draw %u %d %d", seed, x, y);

  g_return_if_fail (BELAY_IS_PROBE (self));

  say (self, text);
}

/**
 * belay_probe_finish:
 * @self: a probe
 *
 * It takes away what it has drawn, lets go of the keyboard, says so and ends.
 */
void
belay_probe_finish (BelayProbe *self)
{
  g_return_if_fail (BELAY_IS_PROBE (self));

  say (self, "end");
}
