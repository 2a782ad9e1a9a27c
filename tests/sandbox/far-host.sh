#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Another computer, as far as ssh and libvirt can tell: an sshd of an ordinary user's on a loopback port, with a home, an account and
# processes of its own. Run as root it steps down to the user whom machines of root's belong to.
# far-host.sh DIRECTORY PORT [UID]: runs until its standard input ends, and what was started in there ends with it. DIRECTORY/ssh is a program
# that finds it as “far”.
set -eu
directory=$1 port=$2 uid=${3:-$(id -u)}

mkdir -p "$directory/home" "$directory/run"
[ -e "$directory/host-key" ] || ssh-keygen -q -t ed25519 -N "" -f "$directory/host-key"
[ -e "$directory/key" ] || ssh-keygen -q -t ed25519 -N "" -f "$directory/key"
rm -rf "$directory/run/libvirt"
cp "$directory/key.pub" "$directory/authorized"
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$directory/host-key.pub")" >"$directory/known"
printf 'root:x:0:0::/root:/bin/sh\nfar:x:%s:%s::%s/home:/bin/sh\n' "$uid" "$uid" "$directory" >"$directory/passwd"
printf 'root:x:0:\nfar:x:%s:\n' "$uid" >"$directory/group"

cat >"$directory/sshd_config" <<END
Port $port
ListenAddress 127.0.0.1
HostKey $directory/host-key
AuthorizedKeysFile $directory/authorized
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
SetEnv XDG_RUNTIME_DIR=$directory/run XDG_CONFIG_HOME=$directory/home/config XDG_CACHE_HOME=$directory/home/cache
END
cat >"$directory/config" <<END
Host far
  HostName 127.0.0.1
  Port $port
  User far
  IdentityFile $directory/key
  IdentitiesOnly yes
  UserKnownHostsFile $directory/known
  GlobalKnownHostsFile /dev/null
END
mkdir -p "$directory/home/config/libvirt"
echo 'stdio_handler = "file"' >"$directory/home/config/libvirt/qemu.conf"
mkdir -p "$directory/bin"
printf '#!/bin/sh\nexec /usr/bin/ssh -F %s/config "$@"\n' "$directory" >"$directory/bin/ssh"
chmod 755 "$directory/bin/ssh"

step_down=
if [ "$(id -u)" = 0 ]; then
  chown "$uid:$uid" "$directory" "$directory/host-key" "$directory/authorized"
  chown -R "$uid:$uid" "$directory/home" "$directory/run"
  step_down="setpriv --reuid $uid --regid $uid --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs"
fi

exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 $step_down bwrap --unshare-pid --die-with-parent --dev-bind / / \
  --proc /proc --ro-bind "$directory/passwd" /etc/passwd --ro-bind "$directory/group" /etc/group -- \
  /bin/sh -c '/usr/sbin/sshd -D -e -f "$1" </dev/null & read -r _; kill -KILL -1' sh "$directory/sshd_config"
