/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A window that plays tricks. Fills its screen, has one button around 640, 400, prints "ready", and then what is pressed:
 *
 *     press LABEL
 *
 * It obeys lines on its standard input, most of them silently:
 *
 *     label TEXT           the button says TEXT from now on; answers "drawn"
 *     later MS TEXT        the same in MS milliseconds
 *     hover TEXT           the same when the pointer comes to it
 *     light                lights up when the pointer comes to it
 *     alternate MS TEXT    the button says TEXT and what it said before in turns
 *     spin MS              something small turns, far from the button
 *     dialog               the button is that of another dialog from now on; answers "drawn"
 *     window               another window is there from now on; answers "drawn"
 *     flash MS WAIT TEXT   says TEXT in large letters in WAIT milliseconds, for MS milliseconds
 *     reflex MS TEXT       the same whenever something is pressed
 *
 * Ends when its standard input does.
 */

#include <X11/Xlib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define X      560
#define Y      380
#define WIDTH  160
#define HEIGHT 40
#define NEVER  (-1)

typedef enum
{
  LATER,
  ALTERNATE,
  SPIN,
  FLASH,
  UNFLASH,
  N_TIMERS
} Timer;

static Display *display;
static Window window;
static GC gc;
static long due[N_TIMERS] = { NEVER, NEVER, NEVER, NEVER, NEVER };

static char label[64] = "Cancel", other[64], hovered[64], later[64], flash[256], reflex[256];
static long alternate_ms, spin_ms, flash_ms, reflex_ms;
static int lights, is_inside, is_flashing, has_dialog, has_window, angle;

static long
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
fill (unsigned long colour,
      int           x,
      int           y,
      int           width,
      int           height)
{
  XSetForeground (display, gc, colour);
  XFillRectangle (display, window, gc, x, y, (unsigned) width, (unsigned) height);
}

static void
write_text (int         x,
            int         y,
            const char *text)
{
  XSetForeground (display, gc, 0x202020);
  XDrawString (display, window, gc, x, y, text, (int) strlen (text));
}

static void
draw (void)
{
  int lit = lights && is_inside;

  fill (0xffffff, 0, 0, 1280, 800);
  write_text (500, 350, has_dialog ? "Do you want to erase everything for ever?" : "Do you want to close this window?");
  fill (lit ? 0x3584e4 : 0x909090, X, Y, WIDTH, HEIGHT);
  fill (lit ? 0xd0e0ff : 0xe8e8e8, X + 1, Y + 1, WIDTH - 2, HEIGHT - 2);
  write_text (X + 52, Y + 26, label);

  if (has_window)
    {
      fill (0x404040, 100, 560, 300, 150);
      fill (0xf0f0f0, 102, 582, 296, 126);
      write_text (120, 640, "Password:");
    }

  if (is_flashing)
    write_text (120, 120, flash);

  if (spin_ms > 0)
    fill (0x3584e4, 1100 + 12 * (angle % 2), 80 + 12 * (angle / 2 % 2), 12, 12);

  XFlush (display);
}

static void
set_label (const char *text)
{
  snprintf (label, sizeof label, "%s", text);
  draw ();
}

static void
start_flash (const char *text,
             long        ms,
             long        wait)
{
  snprintf (flash, sizeof flash, "%s", text);
  flash_ms = ms;
  due[FLASH] = get_time () + wait;
}

static void
obey (char *line)
{
  char command[16], text[256] = "";
  long ms = 0, wait = 0;

  line[strcspn (line, "\n")] = '\0';
  sscanf (line, "%15s", command);

  if (strcmp (command, "label") == 0 || strcmp (command, "hover") == 0)
    sscanf (line, "%*s %255[^\n]", text);
  else if (strcmp (command, "flash") == 0)
    sscanf (line, "%*s %ld %ld %255[^\n]", &ms, &wait, text);
  else
    sscanf (line, "%*s %ld %255[^\n]", &ms, text);

  if (strcmp (command, "label") == 0)
    set_label (text);
  else if (strcmp (command, "hover") == 0)
    snprintf (hovered, sizeof hovered, "%.63s", text);
  else if (strcmp (command, "light") == 0)
    lights = 1;
  else if (strcmp (command, "dialog") == 0)
    has_dialog = 1;
  else if (strcmp (command, "window") == 0)
    has_window = 1;
  else if (strcmp (command, "flash") == 0)
    start_flash (text, ms, wait);
  else if (strcmp (command, "later") == 0)
    {
      snprintf (later, sizeof later, "%.63s", text);
      due[LATER] = get_time () + ms;
    }
  else if (strcmp (command, "alternate") == 0)
    {
      snprintf (other, sizeof other, "%.63s", text);
      alternate_ms = ms;
      due[ALTERNATE] = get_time () + ms;
    }
  else if (strcmp (command, "spin") == 0)
    {
      spin_ms = ms;
      due[SPIN] = get_time () + ms;
    }
  else if (strcmp (command, "reflex") == 0)
    {
      snprintf (reflex, sizeof reflex, "%s", text);
      reflex_ms = ms;
    }

  if (strcmp (command, "label") == 0 || strcmp (command, "dialog") == 0 || strcmp (command, "window") == 0)
    {
      draw ();
      XSync (display, False);
      puts ("drawn");
    }
}

static void
ring (Timer timer)
{
  char before[sizeof label];

  due[timer] = NEVER;

  switch (timer)
    {
    case LATER:
      set_label (later);
      break;

    case ALTERNATE:
      memcpy (before, label, sizeof label);
      due[ALTERNATE] = get_time () + alternate_ms;
      set_label (other);
      memcpy (other, before, sizeof other);
      break;

    case SPIN:
      angle++;
      due[SPIN] = get_time () + spin_ms;
      draw ();
      break;

    case FLASH:
      is_flashing = 1;
      due[UNFLASH] = get_time () + flash_ms;
      draw ();
      break;

    case UNFLASH:
      is_flashing = 0;
      draw ();
      break;

    case N_TIMERS:
    default:
      break;
    }
}

static void
on_event (const XEvent *event)
{
  int inside;

  switch (event->type)
    {
    case Expose:
      draw ();
      break;

    case MotionNotify:
      inside = event->xmotion.x >= X && event->xmotion.x < X + WIDTH && event->xmotion.y >= Y &&
               event->xmotion.y < Y + HEIGHT;
      if (inside && !is_inside && *hovered != '\0')
        snprintf (label, sizeof label, "%s", hovered);
      if (inside != is_inside)
        {
          is_inside = inside;
          draw ();
        }
      break;

    case ButtonPress:
      printf ("press %s\n", label);
      if (*reflex != '\0')
        start_flash (reflex, reflex_ms, 0);
      break;

    default:
      break;
    }
}

static int
get_patience (void)
{
  long soonest = NEVER, now = get_time ();

  for (int i = 0; i < N_TIMERS; i++)
    if (due[i] != NEVER && (soonest == NEVER || due[i] < soonest))
      soonest = due[i];

  return soonest == NEVER ? -1 : soonest > now ? (int) (soonest - now) : 0;
}

int
main (void)
{
  XSetWindowAttributes attributes = {
    .background_pixel = 0xffffff,
    .override_redirect = True,
    .event_mask = ExposureMask | ButtonPressMask | PointerMotionMask,
  };
  XFontStruct *font;
  char line[512];

  setvbuf (stdout, NULL, _IOLBF, 0);
  setvbuf (stdin, NULL, _IONBF, 0);
  display = XOpenDisplay (NULL);
  if (display == NULL)
    return 1;

  window = XCreateWindow (display, DefaultRootWindow (display), 0, 0, 1280, 800, 0, CopyFromParent, InputOutput,
                          CopyFromParent, CWBackPixel | CWOverrideRedirect | CWEventMask, &attributes);
  gc = XCreateGC (display, window, 0, NULL);
  font = XLoadQueryFont (display, "10x20");
  if (font == NULL)
    font = XLoadQueryFont (display, "fixed");
  if (font == NULL)
    return 1;
  XSetFont (display, gc, font->fid);
  XMapRaised (display, window);
  XSync (display, False);
  puts ("ready");

  while (1)
    {
      struct pollfd sources[] = { { .fd = ConnectionNumber (display), .events = POLLIN }, { .fd = 0, .events = POLLIN } };

      while (XPending (display) > 0)
        {
          XEvent event;

          XNextEvent (display, &event);
          on_event (&event);
        }

      poll (sources, 2, get_patience ());

      for (int i = 0; i < N_TIMERS; i++)
        if (due[i] != NEVER && due[i] <= get_time ())
          ring ((Timer) i);

      if (sources[1].revents != 0)
        {
          if (fgets (line, sizeof line, stdin) == NULL)
            return 0;
          obey (line);
        }
    }
}
