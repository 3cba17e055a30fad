import { wrapperScript } from "../../../rules/executions/wrapper-script.ts";
import { quote } from "../../../rules/shell-word.ts";
import { shellText } from "./shell-text.ts";

const wrapper = (program: "command" | "file", keepStdin: boolean): string =>
  quote(wrapperScript({ program, keepStdin }));

/**
 * Executions live in `$D/x/<id>`: `meta` (what is known at the start), `exit` (the wrapper's pid, then the status),
 * `output`, `stderr`, `shell` (what the wrapper's shell said), `cause`, `signals`, `stdin`. A key is claimed by making
 * a directory, which one caller only can.
 */
export const EXECUTIONS = shellText`
# claim KEY ID DIGEST: 0 for the first, 3 for ID itself again; else 20, or 21 for another digest, with the first's id.
claim() {
  k=$D/k/x$1
  if mkdir "$k"; then printf '%s %s\n' "$2" "$3" >"$k/t" && mv "$k/t" "$k/of"; return; fi
  for i in 1 2 3 4 5 6 7 8 9; do [ -f "$k/of" ] && break; nap 0.2; done
  read -r o d <"$k/of" || return 23
  [ "$o" = "$2" ] && return 3
  [ -d "$D/x/$o" ] || { printf '%s %s\n' "$2" "$3" >"$k/of"; return 0; }
  printf %s "$o"
  [ "$d" = "$3" ] && return 20
  return 21
}
# launch ID KEEP SEPARATE KIND TIMEOUT [NAME=VALUE]...: starts what is in $X/command, and waits for its end.
launch() {
  id=$1 keep=$2 separate=$3 kind=$4 timeout=$5
  shift 5
  in=/dev/null err=$X/output
  [ "$keep" = 1 ] && mkfifo -m 600 "$X/stdin"
  [ "$keep" = 0 ] && [ -f "$X/stdin" ] && in=$X/stdin
  [ "$separate" = 1 ] && err=$X/stderr
  case $kind$keep in
    c0) wrap=${wrapper("command", false)} ;;
    c1) wrap=${wrapper("command", true)} ;;
    f0) wrap=${wrapper("file", false)} ;;
    *) wrap=${wrapper("file", true)} ;;
  esac
  subject=$X/command
  [ "$kind" = f ] || { subject=$(cat "$X/command"; echo x); subject=\${subject%x}; }
  (
    for v in $(env | sed -n -e 's/^\(CODER_AGENT_[A-Za-z0-9_]*\)=.*/\1/p' -e 's/^\(CODER_SESSION_TOKEN\)=.*/\1/p' -e 's/^\(CI\)=.*/\1/p'); do unset "$v"; done
    unset LC_ALL
    [ -n "$LC" ] && export LC_ALL="$LC"
    exec 3>&-
    exec env "$@" setsid sh -c "$wrap" "$id" "$subject" "$X/stdin" <"$in" >>"$X/output" 2>>"$X/shell" 3>>"$err" 4>>"$X/exit"
  ) &
  p=$!
  g=
  [ "$timeout" = 0 ] || {
    setsid sh -c '. "$1"; D=$2; nap "$4"; expire "$3"' sh "$T/lib" "$D" "$id" "$timeout" </dev/null >/dev/null 2>&1 3>&- &
    g=$!
  }
  (
    for i in 1 2 3 4 5 6 7 8 9; do [ -s "$X/exit" ] && break; [ -d "/proc/$p" ] || break; nap 0.01; done
    begun
  ) >/dev/null &
  wait "$p"
  [ -s "$X/exit" ] || printf '%s\n126\n' "$p" >"$X/exit"
  [ -z "$g" ] || kill -9 -- "-$g"
}
# lives ID PID: whether PID is the wrapper of ID.
lives() { [ -n "$2" ] && [ -d "/proc/$2" ] && grep -q "$1" "/proc/$2/cmdline"; }
# starts ID: whether it is about to be launched, as what was made within a minute may be.
starts() { [ ! -e "$D/x/$1/exit" ] && [ -n "$(find "$D/x/$1/meta" -mmin -1)" ]; }
ended() {
  p= e=
  { read -r p; read -r e; } <"$D/x/$1/exit"
  [ -n "$e" ] || ! { lives "$1" "$p" || starts "$1"; }
}
# facts ID...: what is known of executions, a line for each thing.
facts() {
  cd "$D/x" || return
  l= v=
  for id; do
    [ -f "$id/meta" ] || continue
    p= e= m= c= s=
    { read -r p; read -r e; } <"$id/exit"
    a=0
    [ -n "$e" ] || { { lives "$id" "$p" || starts "$id"; } && a=1 v=1; }
    IFS= read -r m <"$id/meta"
    [ -f "$id/cause" ] && read -r c <"$id/cause"
    [ -f "$id/signals" ] && s=$(echo $(cat "$id/signals"))
    printf 'I %s\nM %s\nE %s %s\nA %s\nC %s\nS %s\n' "$id" "$m" "$p" "$e" "$a" "$c" "$s"
    l="$l $id/meta $id/exit $id/output $id/stderr $id/shell"
  done
  [ -z "$v" ] || date '+N %s'
  [ -z "$l" ] || stat -c 'F %n %s %Y|%y' $l
}
# slices FILE HEAD-START HEAD-LENGTH TAIL-LENGTH: two parts of a file, each in base64.
slices() {
  [ -f "$1" ] || return 0
  n=$(wc -c <"$1")
  echo "T $n"
  [ "$3" = 0 ] || printf 'H %s %s\n' "$2" "$(tail -c +$(($2 + 1)) "$1" | head -c "$3" | b64)"
  s=$(($n - $4))
  [ "$s" -gt 0 ] || s=0
  [ "$4" = 0 ] || { [ "$3" != 0 ] && [ "$2" -le "$s" ] && [ $(($2 + $3)) -ge "$n" ]; } ||
    printf 'H %s %s\n' "$s" "$(tail -c +$(($s + 1)) "$1" | head -c "$4" | b64)"
}
# until_ended ID MS; until_longer ID FILE BYTES MS: wait, a little longer each time.
until_ended() {
  w=20
  left=$2
  while [ "$left" -gt 0 ] && ! ended "$1"; do pause; done
}
until_longer() {
  w=20
  left=$4
  while [ "$left" -gt 0 ] && [ "$(wc -c <"$2")" -le "$3" ] && ! ended "$1"; do pause; done
}
pause() {
  nap "$(printf '0.%03d' "$w")"
  left=$(($left - $w))
  [ "$w" -ge 400 ] || w=$(($w * 2))
}
# held ID: waits for what holds the command's stdin open, and leaves its pid in $o; 30 if it was not to be kept, 31 if closed.
held() {
  X=$D/x/$1
  [ -p "$X/stdin" ] || return 30
  ended "$1" && return 31
  for i in 1 2 3 4 5 6 7 8 9; do [ -s "$X/stdin.holder" ] && break; nap 0.1; done
  read -r o <"$X/stdin.holder" || return 31
  read -r stat <"/proc/$o/stat" || return 31
  stat=\${stat##*) }
  case $stat in [ZXx]*) return 31 ;; esac
  stat=\${stat#* }
  [ "\${stat%% *}" = "$p" ] || return 31
}
# feed ID TEXT: for ten seconds; then 32.
feed() {
  held "$1" || return $?
  { printf %s "$2" >"$X/stdin" && : >"$T/$J/w"; } 3>&- &
  f=$!
  left=10000 w=20
  while [ ! -f "$T/$J/w" ]; do
    [ "$left" -gt 0 ] || { kill -9 "$f"; return 32; }
    ended "$1" && { nap 0.05; kill -9 "$f"; [ -f "$T/$J/w" ] || return 31; return 0; }
    pause
  done
}
close_stdin() { held "$1" && kill -9 "$o"; }
# enter DIRECTORY: or says why it cannot be entered.
enter() {
  cd "$1" && return 0
  if [ ! -e "$1" ]; then printf missing; elif [ ! -d "$1" ]; then printf file; else printf denied; fi
  return 22
}
# retain COUNT KIB: removes the oldest ended executions past so many and so much.
retain() {
  cd "$D/x" || return
  n=0 k=0
  for id in $(ls -1t); do
    n=$(($n + 1))
    set -- "$1" "$2" $(du -sk "$id")
    k=$(($k + $3))
    [ "$n" -le "$1" ] && [ "$k" -le "$2" ] && continue
    ended "$id" && rm -rf "$id"
  done
  for q in $(ls -1t "$D/k" | grep '^w' | tail -n +1001); do rm -f "$D/k/$q"; done
  for q in "$D"/k/x*; do read -r o d <"$q/of" && [ ! -d "$D/x/$o" ] && rm -rf "$q"; done
}
`;
