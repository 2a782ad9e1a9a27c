/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * belay-ssh: the ssh that libvirt, and the way to a machine's screen, reach other computers with. It is the person's own, with
 * their settings, keys and agent, but for this: nobody is asked anything, nothing of theirs is forwarded there or from there,
 * and a computer that has gone silent is found out about. What is said first counts to ssh, before its files and what follows.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char * const ours[] = {
  "ssh",
  "-a",                                 /* no agent */
  "-x",                                 /* no display */
  "-o", "BatchMode=yes",                /* no questions */
  "-o", "ForwardAgent=no",
  "-o", "ForwardX11=no",
  "-o", "ClearAllForwardings=yes",
  "-o", "GSSAPIDelegateCredentials=no",
  "-o", "Tunnel=no",
  "-o", "PermitLocalCommand=no",
  "-o", "RemoteCommand=none",           /* ours is on the command line */
  "-o", "RequestTTY=no",
  "-o", "ControlMaster=no",             /* to use one that is there is fine; to be one that others depend on is not */
  "-o", "ConnectTimeout=15",            /* seconds */
  "-o", "ServerAliveInterval=5",
  "-o", "ServerAliveCountMax=4",
};

#define N_OURS (sizeof ours / sizeof ours[0])

int
main (int    argc,
      char **argv)
{
  char **command = calloc (N_OURS + argc, sizeof *command);

  if (command == NULL || argc < 2)
    return 255;

  memcpy (command, ours, sizeof ours);
  memcpy (command + N_OURS, argv + 1, argc * sizeof *command);
  execvp (command[0], command);
  perror ("belay-ssh: ssh");

  return 255;
}
