/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-confine.h"

#include <errno.h>
#include <grp.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#else
#define HAS_SANITIZER 0
#endif

/* Nobody's: no passwd entry is needed, nothing on a normal system belongs to it, and it is not the sandbox's either. */
#define NOBODY 61998

static gboolean
limit (int    resource,
       rlim_t value)
{
  const struct rlimit limits = { value, value };

  return setrlimit (resource, &limits) == 0;
}

static gboolean
step_down (void)
{
  if (geteuid () != 0)
    return TRUE;

  for (int capability = 0; prctl (PR_CAPBSET_READ, capability) >= 0; capability++)
    {
      if (prctl (PR_CAPBSET_DROP, capability) != 0 && errno != EPERM)
        return FALSE;
    }

  return setgroups (0, NULL) == 0 &&
         setresgid (NOBODY, NOBODY, NOBODY) == 0 &&
         setresuid (NOBODY, NOBODY, NOBODY) == 0;
}

/* Connections can be taken and ended, not made: no socket(), no connect(). */
static gboolean
allow_accepting (scmp_filter_ctx filter)
{
  static const int calls[] = { SCMP_SYS (accept4), SCMP_SYS (recvmsg), SCMP_SYS (shutdown) };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      if (seccomp_rule_add (filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
allow (scmp_filter_ctx filter)
{
  static const int calls[] = {
    SCMP_SYS (read), SCMP_SYS (write), SCMP_SYS (writev), SCMP_SYS (poll), SCMP_SYS (ppoll), SCMP_SYS (close),
    SCMP_SYS (brk), SCMP_SYS (munmap), SCMP_SYS (mremap), SCMP_SYS (madvise), SCMP_SYS (futex),
    SCMP_SYS (clock_gettime), SCMP_SYS (clock_gettime64), SCMP_SYS (gettimeofday), SCMP_SYS (time),
    SCMP_SYS (getpid), SCMP_SYS (gettid), SCMP_SYS (getrandom), SCMP_SYS (rt_sigprocmask), SCMP_SYS (rt_sigreturn),
    SCMP_SYS (sigreturn), SCMP_SYS (restart_syscall), SCMP_SYS (exit), SCMP_SYS (exit_group),
  };
  static const int deadly[] = {
    SCMP_SYS (execve), SCMP_SYS (execveat), SCMP_SYS (ptrace), SCMP_SYS (process_vm_readv),
    SCMP_SYS (process_vm_writev), SCMP_SYS (fork), SCMP_SYS (vfork), SCMP_SYS (clone), SCMP_SYS (clone3),
    SCMP_SYS (socket), SCMP_SYS (socketpair), SCMP_SYS (connect), SCMP_SYS (bpf), SCMP_SYS (io_uring_setup),
  };
  const struct scmp_arg_cmp no_code = SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      if (seccomp_rule_add (filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
        return FALSE;
    }

  for (guint i = 0; !HAS_SANITIZER && i < G_N_ELEMENTS (deadly); i++)
    {
      if (seccomp_rule_add (filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0) != 0)
        return FALSE;
    }

  return seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, no_code) == 0 &&
         seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, no_code) == 0;
}

/* What is on no list fails with EPERM: a newer C library may try something and do without. */
static gboolean
filter_calls (BelayConfineKind kind)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  gboolean done;

  if (filter == NULL)
    return FALSE;

  done = allow (filter) && (kind != BELAY_CONFINE_ACCEPT || allow_accepting (filter)) && seccomp_load (filter) == 0;
  seccomp_release (filter);

  return done;
}

/**
 * belay_confine:
 * @kind: what the process is for
 * @highest_fd: the last descriptor that is needed
 * @memory: bytes of address space the process may have
 *
 * Gives up for good everything but the descriptors that are open, memory, and the clock. Whatever files are needed
 * must have been read. For a process with one thread.
 *
 * Returns: %FALSE if any of it failed; then nothing that is not trusted may be looked at
 */
gboolean
belay_confine (BelayConfineKind kind,
               int              highest_fd,
               guint64          memory)
{
  return step_down () &&
         prctl (PR_SET_PDEATHSIG, SIGKILL) == 0 &&      /* after step_down(), which would reset it */
         prctl (PR_SET_DUMPABLE, 0) == 0 &&
         prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         limit (RLIMIT_CORE, 0) &&
         limit (RLIMIT_FSIZE, 0) &&
         limit (RLIMIT_NPROC, 0) &&
         (HAS_SANITIZER || limit (RLIMIT_AS, memory)) &&
         limit (RLIMIT_NOFILE, (rlim_t) highest_fd + 1) &&
         filter_calls (kind);
}
