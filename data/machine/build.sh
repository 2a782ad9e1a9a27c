#!/bin/sh
# Makes the disk of a Debian desktop in the current directory, which is empty or holds what an earlier run has finished.
# Given by Belay: MODE, "root" in a user namespace whose root is nobody outside, or "unshare"; SIZE of the disk; files/, what
# goes into the machine; SUITE and, on standard input, the sources
# of packages. Lines that begin with "@" say what is going on.
set -eu
umask 022

packages=linux-image-amd64,initramfs-tools,zstd,systemd-sysv,udev,dbus,dbus-x11,libpam-systemd,kmod,iproute2,procps,\
xserver-xorg-core,xserver-xorg-input-libinput,xserver-xorg-legacy,xinit,x11-xserver-utils,x11-utils,openbox,tint2,xterm,\
mousepad,pcmanfm,netsurf-gtk,fonts-dejavu-core,adwaita-icon-theme,librsvg2-common,socat,curl,ca-certificates,qemu-guest-agent

# As root of a namespace that has a user for each that the system has: in the mode "root" that is so already.
inside() {
  if [ "$MODE" = root ]; then "$@"; else unshare --map-root-user --map-auto --mount -- "$@"; fi
}

if [ ! -e system.tar ]; then
  echo "@ packages"
  rm -rf system.part boot
  tar --owner=0 --group=0 --numeric-owner -C files -cf files.tar .
  mmdebstrap --mode="$MODE" --variant=minbase --format=tar --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --include="$packages" \
    --essential-hook='mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"' \
    --essential-hook='echo MODULES=list >"$1/etc/initramfs-tools/conf.d/belay"' \
    --essential-hook='printf "virtio_pci\nvirtio_blk\next4\n" >"$1/usr/share/initramfs-tools/modules.d/belay"' \
    --customize-hook='chroot "$1" useradd --create-home --shell /bin/bash agent' \
    --customize-hook='tar-in files.tar /' \
    --customize-hook='chroot "$1" chown -R agent:agent /home/agent' \
    --customize-hook='chroot "$1" systemctl enable belay-desktop.service belay-proxy.service systemd-networkd.service' \
    --customize-hook='chroot "$1" systemctl mask systemd-networkd-wait-online.service systemd-timesyncd.service \
      apt-daily.timer apt-daily-upgrade.timer getty@tty1.service' \
    --customize-hook='rm -f "$1/etc/resolv.conf"; : >"$1/etc/resolv.conf"; : >"$1/etc/machine-id"' \
    --customize-hook='copy-out /boot .' \
    "$SUITE" system.part -
  mv boot/vmlinuz-* boot/vmlinuz
  mv boot/initrd.img-* boot/initrd.img
  rm -f boot/config-* boot/System.map-*
  mv system.part system.tar
fi

if [ ! -e disk.raw ]; then
  echo "@ disk"
  rm -f disk.part
  inside sh -euc 'rm -rf root; mkdir root
    tar -C root --numeric-owner -xpf system.tar --exclude="./dev/*"
    mke2fs -q -t ext4 -L belay -d root disk.part "$1"
    rm -rf root' sh "$SIZE"
  mv disk.part disk.raw
fi

echo "@ compress"
rm -f disk.part
qemu-img convert -c -O qcow2 disk.raw disk.part
mv disk.part disk.qcow2
rm -rf disk.raw system.tar files.tar files
