#!/bin/bash
# pod.sh ROOT MOUNTS COMMAND...   becomes COMMAND in a file tree of its own: this machine's, but of /data, /opt and /var only what MOUNTS
# lists (a line each: file or directory, a tab, where it stands). In a mount namespace, which ends with COMMAND.
set -euo pipefail
root=$1 mounts=$2
shift 2
mkdir -p "$root"
mount -t tmpfs tmpfs "$root"
for entry in /*; do
  case $entry in /data | /opt | /var) continue ;; esac
  if [[ -L $entry ]]; then
    cp -P "$entry" "$root$entry"
  elif [[ -d $entry ]]; then
    mkdir "$root$entry"
    mount --rbind "$entry" "$root$entry"
  fi
done
while IFS=$'\t' read -r source target; do
  if [[ -d $source ]]; then
    mkdir -p "$root$target"
  else
    mkdir -p "$(dirname "$root$target")"
    if [[ ! -e $root$target ]]; then : >"$root$target"; fi
  fi
  mount --bind "$source" "$root$target"
done <"$mounts"
mkdir -p "$root/opt/spark/work-dir"
exec /usr/sbin/chroot "$root" env -C /opt/spark/work-dir "$@"
