/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <X11/Xlib.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Something for a viewer to show, on $DISPLAY, until killed. argv[1]:
 *   full    two pages of shapes and text in turn, fifteen times a second
 *   scroll  text in 800 x 600 pixels goes up by a line, thirty times a second
 *   spot    a square of 64 pixels changes its colour, thirty times a second
 *   still   one page, and nothing changes */

#define WIDTH       1280
#define HEIGHT      800
#define LINE_HEIGHT 16

typedef struct
{
  Display *display;
  Window   window;
  GC       gc;
  Pixmap   pages[2];
} Load;

static uint32_t
next_random (void)
{
  static uint32_t state = 12345;

  state = state * 1664525u + 1013904223u;

  return state >> 8;
}

static void
draw_line (Load     *self,
           Drawable  drawable,
           int       x,
           int       y)
{
  char line[96];

  for (size_t i = 0; i < sizeof line; i++)
    line[i] = next_random () % 6 == 0 ? ' ' : (char) ('a' + next_random () % 26);

  XSetForeground (self->display, self->gc, 0xe0e0e0);
  XDrawString (self->display, drawable, self->gc, x, y, line, sizeof line);
}

/* No pixel of one page is that of the other: servers compare before they send. */
static Pixmap
make_page (Load          *self,
           unsigned long  base)
{
  Pixmap page = XCreatePixmap (self->display, self->window, WIDTH, HEIGHT, 24);

  for (int y = 0; y < HEIGHT; y++)
    {
      XSetForeground (self->display, self->gc, base + (unsigned long) (y / 4) * 0x0100);
      XDrawLine (self->display, page, self->gc, 0, y, WIDTH, y);
    }

  for (int i = 0; i < 60; i++)
    {
      XSetForeground (self->display, self->gc, next_random () & 0xffffff);
      XFillRectangle (self->display, page, self->gc, (int) (next_random () % WIDTH), (int) (next_random () % HEIGHT),
                      20 + next_random () % 200, 10 + next_random () % 100);
    }

  for (int y = LINE_HEIGHT; y < HEIGHT; y += LINE_HEIGHT)
    {
      draw_line (self, page, 20, y);
      draw_line (self, page, 640, y);
    }

  return page;
}

static void
draw_full (Load *self,
           int   i)
{
  XCopyArea (self->display, self->pages[i % 2], self->window, self->gc, 0, 0, WIDTH, HEIGHT, 0, 0);
}

static void
draw_scroll (Load *self,
             int   i)
{
  XCopyArea (self->display, self->window, self->window, self->gc, 100, 100 + LINE_HEIGHT, 800, 600 - LINE_HEIGHT,
             100, 100);
  XSetForeground (self->display, self->gc, 0x101010);
  XFillRectangle (self->display, self->window, self->gc, 100, 700 - LINE_HEIGHT, 800, LINE_HEIGHT);
  draw_line (self, self->window, 104, 696);
}

static void
draw_spot (Load *self,
           int   i)
{
  XSetForeground (self->display, self->gc, next_random () & 0xffffff);
  XFillRectangle (self->display, self->window, self->gc, 608, 368, 64, 64);
}

static void
draw_nothing (Load *self,
              int   i)
{
}

static const struct
{
  const char *name;
  int         rate;             /* a second */
  void      (*draw) (Load *self, int i);
} loads[] = {
  { "full", 15, draw_full },
  { "scroll", 30, draw_scroll },
  { "spot", 30, draw_spot },
  { "still", 1, draw_nothing },
};

static void
run (Load *self,
     int   rate,
     void  (*draw) (Load *self, int i))
{
  struct timespec next;

  clock_gettime (CLOCK_MONOTONIC, &next);

  for (int i = 0;; i++)
    {
      draw (self, i);
      XSync (self->display, False);

      next.tv_nsec += 1000000000 / rate;
      next.tv_sec += next.tv_nsec / 1000000000;
      next.tv_nsec %= 1000000000;
      while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL) == EINTR)
        ;
    }
}

int
main (int    argc,
      char **argv)
{
  Load self = { .display = XOpenDisplay (NULL) };
  XSetWindowAttributes attributes = { .override_redirect = True };

  if (argc != 2 || self.display == NULL)
    return 2;

  self.window = XCreateWindow (self.display, DefaultRootWindow (self.display), 0, 0, WIDTH, HEIGHT, 0, CopyFromParent,
                               InputOutput, CopyFromParent, CWOverrideRedirect, &attributes);
  self.gc = XCreateGC (self.display, self.window, 0, NULL);
  XSetGraphicsExposures (self.display, self.gc, False);
  self.pages[0] = make_page (&self, 0x203040);
  self.pages[1] = make_page (&self, 0x400050);
  XSetWindowBackgroundPixmap (self.display, self.window, self.pages[0]);
  XMapRaised (self.display, self.window);
  XSync (self.display, False);

  for (size_t i = 0; i < sizeof loads / sizeof *loads; i++)
    {
      if (strcmp (argv[1], loads[i].name) == 0)
        run (&self, loads[i].rate, loads[i].draw);
    }

  return 2;
}
