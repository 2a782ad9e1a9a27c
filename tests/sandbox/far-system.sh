#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The libvirt for all of a computer: a daemon of root's that runs QEMU as a user of its own, whom nobody else is. What it keeps and
# where it listens is below DIRECTORY. far-system.sh DIRECTORY UID, of who uses it: as root; runs until its standard input ends.
set -eu
directory=$1 uid=$2

mkdir -p "$directory/run" "$directory/etc" "$directory/lib" "$directory/cache" "$directory/log"
cat >"$directory/etc/qemu.conf" <<END
user = "+61998"
group = "+61998"
remember_owner = 0
security_driver = "none"
cgroup_controllers = []
namespaces = []
stdio_handler = "file"
END
cat >"$directory/etc/libvirtd.conf" <<END
unix_sock_rw_perms = "0777"
unix_sock_dir = "/run/libvirt"
auth_unix_rw = "none"
END
printf 'root:x:0:0::/root:/bin/sh\nlibvirt-qemu:x:61998:61998::/nonexistent:/usr/sbin/nologin\nfar:x:%s:%s::/:/bin/sh\n' \
  "$uid" "$uid" >"$directory/passwd"
printf 'root:x:0:\nkvm:x:61998:\nlibvirt-qemu:x:61997:\nfar:x:%s:\n' "$uid" >"$directory/group"

exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 bwrap --unshare-pid --dev-bind / / --proc /proc \
  --tmpfs /run --dir /run/lock --bind "$directory/run" /run/libvirt --bind "$directory/etc" /etc/libvirt \
  --tmpfs /var/lib --bind "$directory/lib" /var/lib/libvirt --tmpfs /var/cache --tmpfs /var/log \
  --ro-bind "$directory/passwd" /etc/passwd --ro-bind "$directory/group" /etc/group -- \
  /bin/sh -c '/usr/sbin/libvirtd -f /etc/libvirt/libvirtd.conf </dev/null & read -r _; kill -KILL -1'
