#!/bin/sh
# The desktop inside the machine, as session.sh is that of the container. /run/belay/painted says that it is there.
umask 077
cd "$HOME" || exit 1
rm -f /run/belay/painted

export XDG_CONFIG_DIRS=/opt/belay/config XDG_DATA_DIRS=/opt/belay/share:/usr/share LANG=C.UTF-8
export XENVIRONMENT=/opt/belay/config/Xdefaults GTK2_RC_FILES=/opt/belay/config/gtkrc-2.0
export NETSURFRES=/opt/belay/config/netsurf GSETTINGS_BACKEND=memory GIO_USE_VFS=local GIO_USE_VOLUME_MONITOR=unix
export NO_AT_BRIDGE=1 GTK_A11Y=none
export http_proxy=http://127.0.0.1:3128 https_proxy=http://127.0.0.1:3128 no_proxy=localhost,127.0.0.1

xsetroot -solid '#4a6478' -cursor_name left_ptr
xset s off -dpms

painted='case $(xprop -root _NET_WORKAREA) in *", 800") exit 1;; *=*) exit 0;; *) exit 1;; esac'

openbox --config-file /opt/belay/config/openbox/rc.xml 2>/dev/null &
# A panel that is there before the window manager is not shown, and a machine may be slow.
until xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id'; do
  sleep 0.1
done
configuration=$XDG_RUNTIME_DIR/tint2rc
cat /opt/belay/config/tint2/tint2rc >"$configuration"
for program in terminal:xterm files:pcmanfm editor:mousepad browser:netsurf-gtk firefox:firefox-esr; do
  if command -v "${program#*:}" >/dev/null; then
    echo "launcher_item_app = /opt/belay/share/applications/belay-${program%%:*}.desktop" >>"$configuration"
  fi
done
tint2 -c "$configuration" >/dev/null 2>&1 &

until sh -c "$painted" 2>/dev/null; do
  sleep 0.1
done
echo painted >/run/belay/painted
exec sleep infinity
