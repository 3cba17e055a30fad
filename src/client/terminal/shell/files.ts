import { shellText } from "./shell-text.ts";

/**
 * Looking at files and replacing them. What the system says against it is printed as it says it. `facts_of` prints
 * type and mode, size, device, inode, owner, group and times, of the file that a path means at last.
 */
export const FILES = shellText`
FACTS='%f %s %d %i %u %g %Y|%y|%Z|%z'
facts_of() { stat -L -c "$FACTS" "$1" 2>&1; }
# final PATH: follows links, also to what is not there, and leaves it in $t.
final() {
  t=$1
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40; do
    [ -L "$t" ] || return 0
    v=$(readlink -n "$t"; echo x)
    v=\${v%x}
    case $v in /*) t=$v ;; *) t=\${t%/*}/$v ;; esac
  done
  echo 'Too many levels of symbolic links'
  return 1
}
# target PATH: what a write would replace: its facts or why there are none, then in base64 the path itself.
target() {
  final "$1" || return
  facts_of "$t"
  s=$?
  printf '%s\n' "$(printf %s "$t" | b64)"
  return $s
}
# opened PATH BLOCKS: the same of a file that is read, and then so many blocks of it.
opened() {
  target "$1" || return
  [ -f "$t" ] || return 0
  [ -r "$t" ] || { echo ': Permission denied'; return 1; }
  part "$t" 0 "$2"
}
# text PATH OFFSET LIMIT BYTES: the number of line ends, whether the last byte is one, the first line; then lines.
text() {
  n=$(wc -l <"$1")
  l=$(tail -c 1 "$1" | wc -l)
  a=$2
  [ "$a" -ge 0 ] || a=$(($n + 1 - $l + $a + 1))
  [ "$a" -ge 1 ] || a=1
  echo $n $l $a
  tail -n "+$a" "$1" | head -n "$3" | head -c "$4"
}
# spool TEMPORARY MODE: makes a file to be filled; without a mode as any new file, but for its writers.
spool() {
  mkdir -p "\${1%/*}" 2>&1 || return
  if [ -n "$2" ]; then ( umask 077; : >"$1" ) 2>&1; else { : >"$1" && chmod go-w,a-x "$1"; } 2>&1; fi
}
# same PATH FACTS: whether it is what it was; facts are empty for what is not to be there.
same() {
  if [ -z "$2" ]; then [ ! -e "$1" ] && [ ! -L "$1" ]; else [ "$(facts_of "$1")" = "$2" ]; fi
}
# dress TEMPORARY FACTS MODE: gives it the owner and the mode, and brings it to the disk.
dress() {
  [ -z "$2" ] || {
    set -- "$1" "$2" "$3" $2
    chown "$8:$9" "$1"
  }
  [ -z "$3" ] || chmod "$3" "$1" || return
  dd if=/dev/null of="$1" conv=notrunc,fsync
}
# put TEMPORARY PATH GUARDED FACTS MODE: puts a file in the place of another in one step. 40 if that has changed.
put() {
  dress "$1" "$4" "$5" || return
  [ "$3" = 0 ] || same "$2" "$4" || return 40
  mv -f "$1" "$2" 2>&1
}
# add TEMPORARY PATH GUARDED FACTS MODE: adds a file to another; if that fails, it gets its old length back.
add() {
  [ "$3" = 0 ] || same "$2" "$4" || return 40
  n=$(wc -c <"$2")
  cat "$1" 2>&1 >>"$2" || { dd if=/dev/null of="$2" bs=1 seek="$n"; return 1; }
  [ -z "$5" ] || chmod "$5" "$2"
  rm -f "$1"
}
# note FILE TEXT: saves a line whole.
note() { printf '%s\n' "$2" >"$1.t" && mv -f "$1.t" "$1"; }
# listable DIRECTORY: its facts, or what the system says against listing it.
listable() {
  facts_of "$1" || return
  [ ! -d "$1" ] || { [ -r "$1" ] && [ -x "$1" ]; } || { echo ': Permission denied'; return 1; }
}
# rules MARK DIRECTORY: its .gitignore.
rules() {
  [ ! -f "$2/.gitignore" ] || { printf '%sG' "$1"; head -c 1048577 "$2/.gitignore"; }
}
# level MARK DIRECTORY...: what is in each, every entry after the mark.
level() {
  mark=$1
  shift
  for d; do
    printf '%sD' "$mark"
    cd "$d" || continue
    find . ! -name . -prune -exec stat -c "\${mark}E$FACTS %n" {} +
    rules "$mark" .
  done
}
# rules_above MARK DIRECTORY: the .gitignore files of its parents up to the root of its repository, which is told as K.
rules_above() {
  a=$2
  while [ ! -e "$a/.git" ]; do
    [ -n "$a" ] && [ "$a" != / ] || return 0
    a=\${a%/*}
    printf '%sA' "$1"
    rules "$1" "$a"
  done
  printf '%sK' "$1"
}
# links MARK PATH...: where each points.
links() {
  mark=$1
  shift
  for f; do printf %s "$mark"; readlink -n "$f"; done
}
# search SECONDS ERRORS PROGRAM...: what a search prints, until the time is over. 33 when it fails, with its complaint.
search() {
  s=$1 e=$2
  shift 2
  "$@" 2>"$e" &
  r=$!
  ( nap "$s"; kill -9 "$r" ) >/dev/null 3>&- &
  k=$!
  wait "$r"
  c=$?
  kill "$k"
  [ "$c" = 2 ] && [ -s "$e" ] && return 33
  [ "$c" -le 2 ] || return 34
}
# undo BATCH: what is left of a batch of edits that was not finished.
undo() {
  for b in "$D"/b/*; do
    q=\${b##*/}
    [ ! -f "$b" ] || [ -d "/proc/\${q%%-*}" ] || { . "$b"; rm -f "$b"; }
  done
}
`;
