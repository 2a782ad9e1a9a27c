/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Starts argv[1] and prints the milliseconds until something with text is to be seen on the empty display. */

#define ROWS      12
#define MIN_DRAWN 300                   /* pixels in a row that are not background any more */
#define MIN_TONES 16                    /* different colours: letters have soft edges */

static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static int
has_content (Display *display)
{
  Screen *screen = DefaultScreenOfDisplay (display);
  int width = WidthOfScreen (screen), tones = 0, drawn = 0;
  unsigned long seen[MIN_TONES];

  for (int row = 1; row <= ROWS; row++)
    {
      XImage *image = XGetImage (display, RootWindowOfScreen (screen), 0, row * HeightOfScreen (screen) / (ROWS + 2),
                                 (unsigned) width, 1, AllPlanes, ZPixmap);

      for (int x = 0; x < width && tones < MIN_TONES; x++)
        {
          unsigned long pixel = XGetPixel (image, x, 0) & 0xffffff;
          int i = 0;

          while (i < tones && seen[i] != pixel)
            i++;
          if (i == tones)
            seen[tones++] = pixel;
          drawn += pixel != 0;
        }
      XDestroyImage (image);
    }

  return tones >= MIN_TONES && drawn >= MIN_DRAWN;
}

int
main (int    argc,
      char **argv)
{
  Display *display = XOpenDisplay (NULL);
  double start = now_ms ();
  pid_t child;

  if (argc < 2 || display == NULL)
    return 2;

  child = fork ();
  if (child == 0)
    {
      execvp (argv[1], argv + 1);
      _exit (127);
    }

  while (!has_content (display) && now_ms () < start + 20000)
    nanosleep (&(struct timespec) { 0, 2000000 }, NULL);

  printf ("%.1f\n", now_ms () - start);
  kill (child, SIGTERM);
  waitpid (child, NULL, 0);

  return 0;
}
