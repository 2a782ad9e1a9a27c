/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belay-trail-digest.h"
#include "belay-trail-history.h"
#include "belay-trail-index.h"
#include "belay-trail-record.h"

/*
 * A million records in a hundred sessions: how long the index takes to be made, and how long a search does then, with and
 * without the file in memory; and how long the main loop was held up meanwhile. Then one long session is opened as the
 * browser opens it. argv[1]: a folder.
 */

#define SESSIONS 100
#define STEPS    1250           /* of a session, */
#define RECORDS  8              /* of a step */
#define WORDS    20000
#define RUNS     9
#define LIMIT    100
#define LONG     10000          /* steps of the long session */

typedef struct
{
  GString          *out;
  BelayTrailDigest *digest;
  guint8            head[BELAY_TRAIL_DIGEST_SIZE];
  const char       *id;
  guint64           seq;
  BelayTrailStamp   stamp;
  GRand            *rand;
} Session;

/* Some words are frequent, most are not; they begin as differently as words do. */
static const char *
word (GRand *rand)
{
  static const char * const frequent[] = { "click", "the", "button", "page", "save", "window", "open", "file" };
  static const char * const syllables[] = { "ba", "den", "ker", "li", "mon", "so", "ta", "ver", "gi", "ru", "po", "han",
                                            "es", "ur", "wil", "no", "fa", "che", "qua", "in" };
  static char rare[4][16];
  static guint next;
  double x = g_rand_double (rand);
  guint n = (guint) (x * x * x * WORDS);

  if (x < 0.3)
    return frequent[(gsize) (x * 1e6) % G_N_ELEMENTS (frequent)];

  next = (next + 1) % G_N_ELEMENTS (rare);
  g_snprintf (rare[next], sizeof rare[next], "%s%s%s%s", syllables[n % 20], syllables[n / 20 % 20],
              syllables[n / 400 % 20], n > 8000 ? syllables[n / 8000] : "");

  return rare[next];
}

G_GNUC_PRINTF (3, 4)
static void
append (Session    *self,
        const char *kind,
        const char *format,
        ...)
{
  g_autofree char *payload = NULL;
  gsize start = self->out->len;
  va_list args;

  va_start (args, format);
  payload = g_strdup_vprintf (format, args);
  va_end (args);

  self->stamp.real += g_rand_int_range (self->rand, 1000000, 1500000000);
  self->stamp.boot = self->stamp.real;
  belay_trail_record_format (self->out, ++self->seq, &self->stamp, "0d8f5c1e-0000-4000-8000-000000000000", self->id,
                             kind, self->head, payload);
  belay_trail_digest_compute (self->digest, self->out->str + start, self->out->len - start, self->head);
}

static void
append_step (Session *self,
             int      step)
{
  static const char *actions[] = { "left_click", "type", "key", "scroll", "screenshot", "zoom", "mouse_move" };
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean rejected = g_rand_int_range (self->rand, 0, 50) == 0;

  for (int i = 0; i < 12; i++)
    g_string_append_printf (text, "%s ", word (self->rand));

  append (self, "api.request", ",\"results\":[],\"text\":null,\"picture\":null");
  append (self, "api.response", ",\"id\":\"msg\",\"usage\":{\"input\":1000,\"output\":100},\"content\":"
          "\"[{\\\"type\\\":\\\"text\\\",\\\"text\\\":\\\"%s\\\"}]\"", text->str);
  append (self, "tool.proposed", ",\"step\":%d,\"turn\":%d,\"index\":1,\"tool_use_id\":\"toolu_%d\",\"toolset_name\":"
          "\"computer\",\"name\":\"%s\",\"input\":\"{\\\"coordinate\\\":[%d,%d],\\\"text\\\":\\\"%s\\\"}\"", step, step,
          step, actions[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (actions))],
          g_rand_int_range (self->rand, 0, 1280), g_rand_int_range (self->rand, 0, 800), word (self->rand));
  append (self, "scan", ",\"step\":%d,\"findings\":[]", step);
  append (self, "decision", ",\"step\":%d,\"verdict\":\"%s\",\"by\":\"%s\",\"slack\":\"looks\",\"reason\":null,"
          "\"visible_ms\":900", step, rejected ? "reject" : "approve", step % 3 == 0 ? "slack" : "person");
  append (self, "action.intent", ",\"step\":%d,\"action\":{\"name\":\"left_click\",\"input\":\"{}\"},\"events\":[1,2]",
          step);

  if (step % 500 == 0)
    append (self, "net.blocked", ",\"host\":\"host%d.example.org\"", g_rand_int_range (self->rand, 0, 1000));
  else
    append (self, "frame", ",\"why\":\"decision\",\"sha256\":\"%064d\",\"width\":1280,\"height\":800", step);

  append (self, "action.result", ",\"step\":%d,\"state\":\"%s\",\"sent\":2,\"events\":2,\"text\":\"The %s was %s.\"",
          step, rejected ? "rejected" : g_rand_int_range (self->rand, 0, 100000) == 0 ? "unknown" : "done",
          word (self->rand), word (self->rand));
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static char *
make_session (const char *root,
              int         number,
              int         n_steps)
{
  g_autofree char *id = g_strdup_printf ("2026-%02d-%02dT08-00-00Z-%08x", 1 + number / 28, 1 + number % 28, number);
  char *directory = g_build_filename (root, id, NULL);
  g_autofree char *log = g_build_filename (directory, "log.0001.jsonl", NULL);
  g_autoptr(GDateTime) begin = g_date_time_new_utc (2026, 1 + number / 28, 1 + number % 28, 8, 0, 0);
  g_autoptr(GString) out = g_string_new (NULL);
  g_autoptr(BelayTrailDigest) digest = belay_trail_digest_new ();
  g_autoptr(GRand) rand = g_rand_new_with_seed ((guint32) number);
  Session self = { out, digest, { 0 }, id, 0, { 0 }, rand };

  self.stamp.real = g_date_time_to_unix (begin) * G_GINT64_CONSTANT (1000000000);
  append (&self, "session.open", ",\"app\":\"belay\",\"sandbox\":\"bubblewrap\",\"user\":\"bench\"");
  append (&self, "task", ",\"text\":\"Do number %d\"", number);

  for (int i = 1; i <= n_steps; i++)
    append_step (&self, i);

  if (g_mkdir (directory, 0700) != 0 || !g_file_set_contents (log, out->str, (gssize) out->len, NULL))
    g_error ("The sessions cannot be written");

  return directory;
}

/* Milliseconds until all moments of a session are there. */
static double
open_history (const char *directory)
{
  double times[RUNS];

  for (guint i = 0; i < RUNS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(BelayTrailHistory) history = belay_trail_history_load (directory, NULL, NULL);

      times[i] = (double) (g_get_monotonic_time () - start) / 1000.0;

      if (history == NULL || belay_trail_history_get_error (history) != NULL)
        g_error ("The long session cannot be read");
    }

  qsort (times, RUNS, sizeof times[0], compare);

  return times[RUNS / 2];
}

typedef struct
{
  gboolean done;
  gint64   last;
  gint64   longest;
} Loop;

static gboolean
on_tick (gpointer user_data)
{
  Loop *loop = user_data;
  gint64 now = g_get_monotonic_time ();

  loop->longest = MAX (loop->longest, now - loop->last);
  loop->last = now;

  return G_SOURCE_CONTINUE;
}

static void
on_hits (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = belay_trail_index_search_finish (BELAY_TRAIL_INDEX (source), result, &error);

  if (hits == NULL)
    g_error ("%s", error->message);

  ((Loop *) user_data)->done = TRUE;
}

/* Milliseconds until the hits are there. @longest: (out) (nullable): between two turns of the main loop, which sleeps for
 * one of them. */
static double
search (BelayTrailIndex *index,
        const char      *text,
        double          *longest)
{
  g_autoptr(BelayTrailQuery) query = belay_trail_query_parse (text, NULL);
  gint64 start = g_get_monotonic_time ();
  Loop loop = { FALSE, start, 0 };
  guint tick = g_timeout_add (1, on_tick, &loop);

  belay_trail_index_search_async (index, query, LIMIT, NULL, on_hits, &loop);

  while (!loop.done)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (tick);

  if (longest != NULL)
    *longest = (double) loop.longest / 1000.0;

  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

/* Nothing of it is in the page cache any more. */
static void
forget (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd >= 0)
    {
      fsync (fd);
      posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
      close (fd);
    }
}

static double
search_cold (const char *root,
             const char *database,
             const char *text)
{
  g_autoptr(BelayTrailIndex) index = belay_trail_index_new (root);

  forget (database);

  return search (index, text, NULL);
}

int
main (int    argc,
      char **argv)
{
  static const char * const queries[] = {
    "click", "bababa", "chewil", "cl", "wi", "wil", "\"the button\"", "save ver", "mont page", "click the button", "14:32",
    "14:30..14:45 click", "2026-02-03", "action:type", "decision:reject", "by:slack", "state:unknown",
    "host:example.org", "session:2026-01-05", "decision:reject action:zoom by:slack 14:00..15:00 click",
    "state:unknown decision:reject", "",
  };
  g_autofree char *root = g_build_filename (argv[1], "sessions", NULL);
  g_autofree char *database = g_build_filename (argv[1], "index.sqlite", NULL);
  g_autofree char *directory = NULL;
  BelayTrailIndex *index;
  struct stat status;
  double cold[G_N_ELEMENTS (queries)];
  double rebuild, longest, worst = 0;

  g_mkdir_with_parents (root, 0700);

  for (int i = 0; i < SESSIONS; i++)
    g_free (make_session (root, i, STEPS));

  directory = make_session (argv[1], SESSIONS, LONG);

  index = belay_trail_index_new (root);
  rebuild = search (index, "click", &longest);
  printf ("{\"records\": %d, \"rebuild_s\": %.1f, \"loop_ms\": %.1f, \"queries\": {", SESSIONS * (STEPS * RECORDS + 2),
          rebuild / 1000.0, longest);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *escaped = g_strescape (queries[i], NULL);
      double times[RUNS];

      for (guint j = 0; j < RUNS; j++)
        times[j] = search (index, queries[i], NULL);

      qsort (times, RUNS, sizeof times[0], compare);
      worst = MAX (worst, times[RUNS / 2]);
      printf ("%s\"%s\": %.1f", i > 0 ? ", " : "", escaped, times[RUNS / 2]);
    }

  g_object_unref (index);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    cold[i] = search_cold (root, database, queries[i]);

  qsort (cold, G_N_ELEMENTS (cold), sizeof cold[0], compare);

  if (stat (database, &status) != 0)
    status.st_size = 0;

  printf ("}, \"worst_ms\": %.1f, \"cold_ms\": %.1f, \"worst_cold_ms\": %.1f, \"megabytes\": %.0f,"
          " \"history_ms\": %.0f}\n", worst, cold[G_N_ELEMENTS (cold) / 2], cold[G_N_ELEMENTS (cold) - 1],
          (double) status.st_size / 1e6, open_history (directory));

  return 0;
}
