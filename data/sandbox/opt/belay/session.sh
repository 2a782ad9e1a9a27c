#!/bin/sh
# The desktop inside the sandbox. Given by Belay: descriptor 0, the listening socket of the VNC server; 6, where one byte says
# that the desktop is painted; 7, the socket of WITNESS, the program that says what is where, and of no other; 8, that of PROBE,
# which tries to get out of here; 9, that of COMMANDER, which runs commands; GEOMETRY in the environment. When the VNC server
# ends, the sandbox does.
umask 077
cd "$HOME" || exit 1

# First of all: nothing else is there that it could find, or be found by.
if [ -x "$PROBE" ]; then
  "$PROBE" </dev/null 2>/dev/null 4<&- 6>&- 7<&- 9<&- &
fi
exec 8<&-

# Before any other program is there: where they find their proxy. Given by Belay: descriptor 4, for DOORWAY alone.
if [ -x "$DOORWAY" ] && "$DOORWAY" 7<&- 9<&-; then
  export http_proxy=http://127.0.0.1:3128 https_proxy=http://127.0.0.1:3128 no_proxy=localhost,127.0.0.1
fi
exec 4<&-

exec 3<&0 </dev/null  # a background job gets /dev/null as its input: keep the socket at a number of its own

Xtigervnc :0 -inetd <&3 4>"$XDG_RUNTIME_DIR/display" 6>&- 7<&- 9<&- -displayfd 4 -geometry "$GEOMETRY" -depth 24 -rfbport -1 \
  -SecurityTypes None -AlwaysShared -nolisten tcp -noreset -desktop sandbox -s 0 &
server=$!
exec 3<&-

i=0
while [ ! -s "$XDG_RUNTIME_DIR/display" ] && [ $i -lt 1000 ]; do
  kill -0 $server 2>/dev/null || { echo "The screen did not start." >&2; exit 1; }
  sleep 0.01
  i=$((i + 1))
done

# Programs say on it what is on their windows. Without it they are told not to look for it.
if command -v dbus-daemon >/dev/null && [ -d /usr/share/dbus-1/accessibility-services ]; then
  dbus-daemon --config-file=/opt/belay/config/at-spi.conf --nofork --nopidfile 2>/dev/null 6>&- 7<&- 9<&- &
else
  export NO_AT_BRIDGE=1 GTK_A11Y=none
fi

[ ! -x "$WITNESS" ] || "$WITNESS" 2>/dev/null 6>&- 9<&- &
exec 7<&-
[ ! -x "$COMMANDER" ] || "$COMMANDER" >/dev/null 2>&1 6>&- &
exec 9<&-

# Leaves the server 131 free keycodes for characters the layout lacks, instead of 19.
setxkbmap -symbols pc+us
xsetroot -solid '#4a6478' -cursor_name left_ptr
xset s off

# Asked for once both the window manager and the panel have said that they are there.
painted='case $(xprop -root _NET_WORKAREA) in *", ${GEOMETRY#*x}") exit 1;; *=*) exit 0;; *) exit 1;; esac'

openbox --config-file /opt/belay/config/openbox/rc.xml 2>/dev/null 6>&- &
configuration=$XDG_RUNTIME_DIR/tint2rc
cat /opt/belay/config/tint2/tint2rc >"$configuration"
for program in terminal:xterm files:pcmanfm editor:mousepad browser:netsurf-gtk firefox:firefox-esr; do
  if command -v "${program#*:}" >/dev/null; then
    echo "launcher_item_app = /opt/belay/share/applications/belay-${program%%:*}.desktop" >>"$configuration"
  fi
done
tint2 -c "$configuration" >/dev/null 2>&1 6>&- &

i=0
until sh -c "$painted" 2>/dev/null; do
  [ $i -lt 500 ] || { echo "The window manager or the panel did not start." >&2; exit 1; }
  sleep 0.02
  i=$((i + 1))
done
echo >&6
exec 6>&-
wait $server
