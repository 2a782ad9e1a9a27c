/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Another computer of a test's, reached as “far”: a real sshd, and what it starts. See far-host.sh. */

/* What it takes; FALSE: something is not here, which is said in TAP's words. */
gboolean    far_computer_can_be  (void);

/* Makes and switches on one, with a place here where machines are kept; a program that ssh is found by comes into PATH. */
void        far_computer_set_up  (void);
void        far_computer_tear_down (void);

/* At once, with all that runs there. */
void        far_computer_switch_off (void);
void        far_computer_switch_on  (void);

/* Its folder, and its ssh's port at the loopback address. */
const char *far_computer_get_folder (void);
guint       far_computer_get_port   (void);

/* (transfer full): what a command there has put out; its end is waited for. */
char       *far_computer_run        (const char *command);

/* Defines a machine there, which is not started itself. @libvirt: a URI, as seen from there */
void        far_computer_define     (const char *libvirt,
                                     const char *xml);

G_END_DECLS
