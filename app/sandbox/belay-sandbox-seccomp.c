/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-sandbox-seccomp.h"

#include "belay-sandbox-fd.h"

#include <gio/gio.h>
#include <seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* What a desktop has no use for and an attack on the kernel has. */
static const char * const forbidden[] = {
  "syslog", "uselib", "acct", "quotactl", "add_key", "keyctl", "request_key", "move_pages", "mbind", "get_mempolicy",
  "set_mempolicy", "migrate_pages", "unshare", "setns", "mount", "umount2", "pivot_root", "chroot", "perf_event_open", "bpf",
  "userfaultfd", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "reboot", "swapon",
  "swapoff", "io_uring_setup", "io_uring_enter", "io_uring_register", "settimeofday", "clock_settime", "adjtimex",
  "clock_adjtime", "iopl", "ioperm", "vhangup", "lookup_dcookie", "name_to_handle_at", "open_by_handle_at", "kcmp",
  "process_vm_readv", "process_vm_writev", "pidfd_getfd", "fanotify_init", "ptrace",
};

/* Callers fall back to an older call when these seem not to exist. clone3 hides its flags from a filter. */
static const char * const unknown[] = {
  "clone3", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
};

static int
forbid_all (scmp_filter_ctx     filter,
            const char * const *names,
            gsize               n_names,
            int                 answer)
{
  int result = 0;

  for (gsize i = 0; i < n_names && result == 0; i++)
    {
      int number = seccomp_syscall_resolve_name (names[i]);

      /* Not every architecture, and not every libseccomp, knows all of them. */
      if (number != __NR_SCMP_ERROR)
        result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (answer), number, 0);
    }

  return result;
}

/* The network namespace does not cover AF_VSOCK and other rarities: only four families are left. A number above them
 * includes those with bits set that the kernel would cut off. */
static int
forbid_families (scmp_filter_ctx filter)
{
  guint32 answer = SCMP_ACT_ERRNO (EAFNOSUPPORT);
  int result = seccomp_rule_add (filter, answer, SCMP_SYS (socket), 1, SCMP_A0 (SCMP_CMP_GT, AF_NETLINK));

  for (guint family = 0; family < AF_NETLINK && result == 0; family++)
    if (family != AF_UNIX && family != AF_INET && family != AF_INET6)
      result = seccomp_rule_add (filter, answer, SCMP_SYS (socket), 1, SCMP_A0 (SCMP_CMP_EQ, family));

  return result;
}

/* The kernel reads 32 bits of these arguments: comparing all 64 would be passed by setting one of the others
 * (CVE-2019-10063). */
static int
forbid_arguments (scmp_filter_ctx filter)
{
  static const guint requests[] = { TIOCSTI, TIOCLINUX };
  int result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (clone), 1,
                                 SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER));

  for (gsize i = 0; i < G_N_ELEMENTS (requests) && result == 0; i++)
    result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EPERM), SCMP_SYS (ioctl), 1,
                               SCMP_A1 (SCMP_CMP_MASKED_EQ, 0xffffffffu, requests[i]));

  return result;
}

/**
 * belay_sandbox_seccomp_filter:
 * @error: return location for an error
 *
 * Builds the system call filter of the bubblewrap sandbox: everything is allowed but what a desktop does not need. Calls of
 * another architecture than the machine's own end the process, which is libseccomp's default.
 *
 * Returns: a descriptor to read the BPF program from, close-on-exec and the caller's, or -1 with a %G_IO_ERROR
 */
int
belay_sandbox_seccomp_filter (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);
  int fd = memfd_create ("belay-filter", MFD_CLOEXEC);
  int result = filter == NULL ? -ENOMEM : fd < 0 ? -errno : 0;

  if (result == 0)
    result = forbid_all (filter, forbidden, G_N_ELEMENTS (forbidden), EPERM);
  if (result == 0)
    result = forbid_all (filter, unknown, G_N_ELEMENTS (unknown), ENOSYS);
  if (result == 0)
    result = forbid_families (filter);
  if (result == 0)
    result = forbid_arguments (filter);
  if (result == 0)
    result = seccomp_export_bpf (filter, fd);
  if (result == 0 && lseek (fd, 0, SEEK_SET) < 0)
    result = -errno;

  if (filter != NULL)
    seccomp_release (filter);

  if (result == 0)
    return fd;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (-result),
               "The system call filter cannot be made: %s", g_strerror (-result));
  belay_sandbox_clear_fd (&fd);

  return -1;
}
