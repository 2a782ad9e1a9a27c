/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* How long from a change on one display until a viewer shows it on another. argv: the display of the server, the display
 * of the viewer, how many changes. One pixel of the viewer's display is read over and over. */

#define SIDE        48
#define LEFT        600
#define TOP         380
#define POLL        300000              /* ns between two looks */
#define MAX_CHANGES 1000

typedef struct
{
  Display *server;
  Window   window;
  GC       gc;
  Display *viewer;
  int      x;                           /* where the middle of the spot is in the viewer */
  int      y;
} Peers;

static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
rest (long ns)
{
  nanosleep (&(struct timespec) { ns / 1000000000, ns % 1000000000 }, NULL);
}

static void
paint (Peers         *self,
       unsigned long  colour)
{
  XSetForeground (self->server, self->gc, colour);
  XFillRectangle (self->server, self->window, self->gc, LEFT, TOP, SIDE, SIDE);
  XFlush (self->server);
}

static unsigned long
look (Peers *self,
      int    x,
      int    y)
{
  XImage *image = XGetImage (self->viewer, DefaultRootWindow (self->viewer), x, y, 1, 1, AllPlanes, ZPixmap);
  unsigned long pixel = XGetPixel (image, 0, 0) & 0xffffff;

  XDestroyImage (image);

  return pixel;
}

/* The middle of all that has @colour. */
static int
find (Peers         *self,
      unsigned long  colour)
{
  Screen *screen = DefaultScreenOfDisplay (self->viewer);
  int width = WidthOfScreen (screen), height = HeightOfScreen (screen);
  XImage *image = XGetImage (self->viewer, RootWindowOfScreen (screen), 0, 0, (unsigned) width, (unsigned) height,
                             AllPlanes, ZPixmap);
  long n = 0, sum_x = 0, sum_y = 0;

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          if ((XGetPixel (image, x, y) & 0xffffff) == colour)
            {
              n++;
              sum_x += x;
              sum_y += y;
            }
        }
    }
  XDestroyImage (image);

  if (n < 100)
    return 0;

  self->x = (int) (sum_x / n);
  self->y = (int) (sum_y / n);

  return 1;
}

static void
wait_for_viewer (Peers *self)
{
  double deadline = now_ms () + 20000;

  do
    {
      paint (self, 0xff00ff);
      rest (200000000);
    }
  while (!find (self, 0xff00ff) && now_ms () < deadline);

  if (now_ms () >= deadline)
    {
      fprintf (stderr, "The viewer does not show the spot.\n");
      exit (1);
    }
}

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

int
main (int    argc,
      char **argv)
{
  static double times[MAX_CHANGES];
  Peers self = { 0 };
  XSetWindowAttributes attributes = { .override_redirect = True, .background_pixel = 0x336699 };
  int n = argc == 4 ? atoi (argv[3]) : 0;

  if (n < 1 || n > MAX_CHANGES || (self.server = XOpenDisplay (argv[1])) == NULL ||
      (self.viewer = XOpenDisplay (argv[2])) == NULL)
    return 2;

  self.window = XCreateWindow (self.server, DefaultRootWindow (self.server), 0, 0, 1280, 800, 0, CopyFromParent,
                               InputOutput, CopyFromParent, CWOverrideRedirect | CWBackPixel, &attributes);
  self.gc = XCreateGC (self.server, self.window, 0, NULL);
  XMapRaised (self.server, self.window);
  XSync (self.server, False);
  wait_for_viewer (&self);
  srand (1);

  for (int i = 0; i < n; i++)
    {
      unsigned long colour = (unsigned long) (i + 1) * 0x010305 % 0xff00fe;
      double start;

      /* At no fixed phase of anybody's clock. */
      rest (120000000 + rand () % 60000000);
      start = now_ms ();
      paint (&self, colour);
      while (look (&self, self.x, self.y) != colour && now_ms () < start + 2000)
        rest (POLL);
      times[i] = now_ms () - start;
    }

  for (int i = 0; i < n; i++)
    printf ("%.2f\n", times[i]);
  qsort (times, (size_t) n, sizeof *times, compare);
  fprintf (stderr, "median %.2f ms, largest %.2f ms\n", times[n / 2], times[n - 1]);

  return 0;
}
