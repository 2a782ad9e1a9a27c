# The Debian packages Belay needs, and how ./run and ./check install what is missing. Sourced, not run.
# shellcheck shell=bash disable=SC2034

build_packages=(
  build-essential meson ninja-build pkg-config gettext python3
  libgtk-4-dev libadwaita-1-dev libgtksourceview-5-dev libglib2.0-dev-bin
  libcurl4-openssl-dev libjson-glib-dev libgdk-pixbuf-2.0-dev libvncserver-dev libpng-dev zlib1g-dev
  libssl-dev libsecret-1-dev libseccomp-dev libarchive-dev libsqlite3-dev libwebp-dev libpcre2-dev
  libtesseract-dev libleptonica-dev tesseract-ocr-eng libxcb1-dev libvirt-dev libvirt-glib-1.0-dev
)

# What virtual machines take: nobody has to have it. The first line runs them, the second makes images for them, the third reaches those
# on other computers.
machine_packages=(
  libvirt-daemon libvirt-daemon-driver-qemu qemu-system-x86 qemu-utils
  mmdebstrap uidmap e2fsprogs
  openssh-client
)

# What the default sandbox is made of.
sandbox_packages=(
  bubblewrap tigervnc-standalone-server x11-xkb-utils x11-xserver-utils x11-utils openbox tint2 xterm mousepad pcmanfm netsurf-gtk
  fonts-dejavu-core adwaita-icon-theme librsvg2-common dbus at-spi2-core libatk-adaptor libgail-common
)

# What the tests need besides: the peers they run against and the validators.
test_packages=(
  xvfb xauth dbus-x11 gir1.2-atspi-2.0 gir1.2-gtk-3.0 gir1.2-gdkpixbuf-2.0 python3-gi xdotool x11-utils x11-apps
  desktop-file-utils appstream libxml2-utils util-linux chromium chromium-driver gnome-keyring python3-jsonschema
  openssh-server netcat-openbsd libvirt-clients
)

# What the benches compare with.
bench_packages=(
  tigervnc-viewer scrot imagemagick tinyproxy
)

# install_missing YES PACKAGE…: asks first, unless YES is 1 or nobody is there to answer.
install_missing() {
  local yes=$1 missing=() package sudo=()
  shift

  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is not a Debian or Ubuntu system: install what data/packages.sh lists by hand." >&2
    return 0
  fi

  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "Missing packages: ${missing[*]}. Install them as root." >&2; return 1; }
    sudo=(sudo)
  fi

  echo "Packages to install: ${missing[*]}"
  if [ "$yes" != 1 ] && [ -t 0 ]; then
    read -r -p "Install them with apt? [Y/n] " answer
    case "$answer" in [nN]*) echo "Nothing was installed." >&2; return 1 ;; esac
  fi

  if ! apt-cache show "${missing[0]}" >/dev/null 2>&1; then
    "${sudo[@]}" apt-get update -qq
  fi
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null || {
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  }
}
