/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A window that says what reaches it. Fills its screen; prints "ready", then
 *
 *     button N DOWN X Y        motion X Y        key KEYSYM DOWN
 *
 * and obeys lines on its standard input:
 *
 *     fill RRGGBB X Y W H      answers "filled"
 *     copy HEX                 puts UTF-8 on the clipboard, answers "copied"
 *     paste                    answers "pasted HEX", what is on the clipboard as UTF-8
 *
 * Ends when its standard input does.
 */

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

static Display *display;
static Window window;
static GC gc;
static Atom clipboard, utf8, targets, result;
static unsigned char copied[65536];
static int n_copied;

static void
serve_selection (const XSelectionRequestEvent *request)
{
  XSelectionEvent reply = {
    .type = SelectionNotify,
    .requestor = request->requestor,
    .selection = request->selection,
    .target = request->target,
    .time = request->time,
    .property = request->property,
  };

  if (request->target == targets)
    XChangeProperty (display, request->requestor, request->property, XA_ATOM, 32, PropModeReplace,
                     (unsigned char *) (Atom[]) { targets, utf8 }, 2);
  else if (request->target == utf8)
    XChangeProperty (display, request->requestor, request->property, utf8, 8, PropModeReplace, copied, n_copied);
  else
    reply.property = None;

  XSendEvent (display, request->requestor, False, 0, (XEvent *) &reply);
}

static void
print_selection (const XSelectionEvent *event)
{
  unsigned char *data = NULL;
  unsigned long n = 0, left;
  int format;
  Atom type;

  printf ("pasted ");
  if (event->property != None &&
      XGetWindowProperty (display, window, result, 0, 65536, True, AnyPropertyType, &type, &format, &n, &left,
                          &data) == Success && type == utf8)
    {
      for (unsigned long i = 0; i < n; i++)
        printf ("%02x", data[i]);
    }
  printf ("\n");

  if (data != NULL)
    XFree (data);
}

static void
on_event (XEvent *event)
{
  switch (event->type)
    {
    case ButtonPress:
    case ButtonRelease:
      printf ("button %u %d %d %d\n", event->xbutton.button, event->type == ButtonPress, event->xbutton.x_root,
              event->xbutton.y_root);
      break;

    case MotionNotify:
      printf ("motion %d %d\n", event->xmotion.x_root, event->xmotion.y_root);
      break;

    case KeyPress:
    case KeyRelease:
      {
        KeySym keysym = NoSymbol;
        char text[8];

        XLookupString (&event->xkey, text, sizeof text, &keysym, NULL);
        printf ("key %lu %d\n", keysym, event->type == KeyPress);
        break;
      }

    case Expose:
      printf ("ready\n");
      break;

    case SelectionRequest:
      serve_selection (&event->xselectionrequest);
      break;

    case SelectionNotify:
      print_selection (&event->xselection);
      break;

    default:
      break;
    }
}

static void
obey (const char *line)
{
  unsigned colour, x, y, width, height;

  if (sscanf (line, "fill %x %u %u %u %u", &colour, &x, &y, &width, &height) == 5)
    {
      XSetForeground (display, gc, colour);
      XFillRectangle (display, window, gc, (int) x, (int) y, width, height);
      XSync (display, False);
      printf ("filled\n");
    }
  else if (strncmp (line, "copy ", 5) == 0)
    {
      unsigned byte;

      n_copied = 0;
      for (const char *p = line + 5; sscanf (p, "%2x", &byte) == 1; p += 2)
        copied[n_copied++] = (unsigned char) byte;
      XSetSelectionOwner (display, clipboard, window, CurrentTime);
      XSync (display, False);
      printf ("copied\n");
    }
  else if (strncmp (line, "paste", 5) == 0)
    XConvertSelection (display, clipboard, utf8, result, window, CurrentTime);
}

int
main (int    argc,
      char **argv)
{
  static char line[200000];

  display = XOpenDisplay (NULL);
  if (display == NULL)
    return 1;

  setvbuf (stdout, NULL, _IOLBF, 0);
  setvbuf (stdin, NULL, _IONBF, 0);
  clipboard = XInternAtom (display, "CLIPBOARD", False);
  utf8 = XInternAtom (display, "UTF8_STRING", False);
  targets = XInternAtom (display, "TARGETS", False);
  result = XInternAtom (display, "BELAY_TEST", False);

  window = XCreateSimpleWindow (display, DefaultRootWindow (display), 0, 0, 4000, 4000, 0, 0, 0x204060);
  gc = XCreateGC (display, window, 0, NULL);
  XSelectInput (display, window, ButtonPressMask | ButtonReleaseMask | PointerMotionMask | KeyPressMask |
                KeyReleaseMask | ExposureMask);
  XMapWindow (display, window);

  for (;;)
    {
      struct pollfd fds[] = { { ConnectionNumber (display), POLLIN, 0 }, { 0, POLLIN, 0 } };

      while (XPending (display) > 0)
        {
          XEvent event;

          XNextEvent (display, &event);
          on_event (&event);
        }

      XFlush (display);
      poll (fds, 2, -1);

      if (fds[1].revents != 0)
        {
          if (fgets (line, sizeof line, stdin) == NULL)
            return 0;
          obey (line);
        }
    }
}
