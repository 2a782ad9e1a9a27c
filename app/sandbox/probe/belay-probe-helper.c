/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-probe: runs in the sandbox, before any other program does, and tries to get at what it must not: files, processes and
 * sockets of the computer, the network, credentials. It says what it could reach, draws a pattern on the screen, says which
 * key was pressed, and is gone. Whoever asks does not take its word for what could be looked at from outside.
 */

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "belay-probe-wire.h"
#include "probe.h"

#ifdef BELAY_IN_GUEST
#include "guest.h"
#define main belay_probe_main
#define LIFE_SECONDS 60         /* whoever asks is done before */
#else
#define LIFE_SECONDS 20
#endif

void
probe_say (const char *format,
           ...)
{
  va_list arguments;
  char text[BELAY_PROBE_MAX_ANSWER];
  int length;

  va_start (arguments, format);
  length = g_vsnprintf (text, sizeof text, format, arguments);
  va_end (arguments);

  while (send (BELAY_PROBE_FD, text, MIN ((gsize) length, sizeof text - 1), MSG_NOSIGNAL) < 0 && errno == EINTR)
    ;
}

static void
read_question (ProbeQuestion *question,
               const char    *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      if (g_str_has_prefix (*line, "file "))
        question->file = g_strdup (*line + strlen ("file "));
      else if (g_str_has_prefix (*line, "abstract "))
        question->abstract = g_strdup (*line + strlen ("abstract "));
      else if (g_str_has_prefix (*line, "name "))
        question->name = g_strdup (*line + strlen ("name "));
      else if (g_str_has_prefix (*line, "port "))
        question->port = atoi (*line + strlen ("port "));
      else if (g_str_has_prefix (*line, "env "))
        question->variables = g_strsplit (*line + strlen ("env "), ",", -1);
    }
}

static void
try_all (const char *text)
{
  ProbeQuestion question = { 0 };

  read_question (&question, text);

  for (const ProbeTry *one = probe_tries; one->check != NULL; one++)
    {
      g_autofree char *open = one->try (&question);

      if (open != NULL)
        probe_say ("bad %s %s", one->check, open);
      else if (one->try != probe_proxy || question.name != NULL)
        probe_say ("fine %s", one->check);
    }

  g_free (question.file);
  g_free (question.abstract);
  g_free (question.name);
  g_strfreev (question.variables);
}

static void
draw (ProbeScreen **screen,
      const char   *arguments)
{
  guint32 seed;
  int x, y;

  if (*screen != NULL || sscanf (arguments, "%u %d %d", &seed, &x, &y) != 3)
    return;

  *screen = probe_screen_draw (seed, x, y);
  if (*screen != NULL)
    probe_say ("drawn");
}

/* FALSE: there is nothing more to do. */
static gboolean
serve (ProbeScreen **screen)
{
  char text[BELAY_PROBE_MAX_QUESTION + 1];
  gssize n = recv (BELAY_PROBE_FD, text, BELAY_PROBE_MAX_QUESTION, 0);

  if (n < 0 && errno == EINTR)
    return TRUE;
  if (n <= 0)
    return FALSE;

  text[n] = '\0';
  if (g_str_has_prefix (text, "try\n"))
    try_all (text);
  else if (g_str_has_prefix (text, "draw "))
    draw (screen, text + strlen ("draw "));
  else
    return FALSE;

  return TRUE;
}

int
main (void)
{
  ProbeScreen *screen = NULL;
  gboolean goes_on = TRUE;

  prctl (PR_SET_DUMPABLE, 0);
  alarm (LIFE_SECONDS);

  while (goes_on)
    {
      struct pollfd fds[] = {
        { .fd = BELAY_PROBE_FD, .events = POLLIN },
        { .fd = screen != NULL ? probe_screen_fd (screen) : -1, .events = POLLIN },
      };

      if (poll (fds, G_N_ELEMENTS (fds), -1) < 0 && errno != EINTR)
        break;
      if (fds[1].revents != 0 && !probe_screen_serve (screen))
        break;
      if (fds[0].revents != 0)
        goes_on = serve (&screen);
    }

  g_clear_pointer (&screen, probe_screen_free);
  probe_say ("gone");

  return 0;
}
