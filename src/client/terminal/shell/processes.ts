import { STDIN_HOLDER } from "../../../rules/executions/wrapper-script.ts";
import { EXECUTION_MARKER } from "../../../rules/executions/unattended.ts";
import { shellText } from "./shell-text.ts";

/**
 * Trees of processes, found as the agent finds them: what descends from a wrapper, shares its session or group, carries
 * the execution's mark, or writes to its output. They are frozen before they are hit, so that none forks its way out.
 */
export const PROCESSES = shellText`
words() { tr '\0' ' ' <"/proc/$1/cmdline"; }
# tree WRAPPER SEED...: living processes of a tree, without the wrapper itself.
tree() {
  w=$1
  shift
  cat /proc/[0-9]*/stat | awk -v w="$w" -v seeds="$*" -v own="$$" '
    { pid = $1; sub(/^.*\) /, ""); st[pid] = $1; pp[pid] = $2; pg[pid] = $3; se[pid] = $4 }
    END {
      n = split(seeds, s, " ")
      for (i = 1; i <= n; i++) m[s[i]] = 1
      if (w != 0) m[w] = 1
      for (p in pp) if (w != 0 && (pg[p] == w || se[p] == w)) m[p] = 1
      do {
        more = 0
        for (p in pp) if (!(p in m) && (pp[p] in m)) { m[p] = 1; more = 1 }
      } while (more)
      for (p in m) if ((p in pp) && p != w && p != 1 && p != own && st[p] !~ /^[ZXx]/) print p
    }'
}
# members ID WRAPPER SEED...
members() {
  i=$1 w=$2
  shift 2
  [ -z "$i" ] || {
    set -- "$@" $(grep -ls "${EXECUTION_MARKER}=$i" /proc/[0-9]*/environ | tr -dc '0-9\n')
    set -- "$@" $(ls -l /proc/[0-9]*/fd/1 /proc/[0-9]*/fd/2 | grep -F " -> $D/x/$i/" | sed -n 's|.* /proc/\([0-9]*\)/fd/.*|\1|p')
  }
  tree "$w" "$@"
}
# freeze ID WRAPPER: stops the tree of these and of $F, and leaves all of it in $F.
freeze() {
  z=
  while :; do
    more=
    for q in $(members "$1" "$2" $F); do
      case " $z " in *" $q "*) continue ;; esac
      kill -STOP "$q"
      z="$z $q" more=1
      case " $F " in *" $q "*) ;; *) F="$F $q" ;; esac
    done
    [ -n "$more" ] || return 0
  done
}
hit() {
  for q in $F; do kill "-$1" "$q" && h=$(($h + 1)); done
  [ "$1" = KILL ] || for q in $F; do kill -CONT "$q"; done
}
gone() {
  [ -z "$(members "$1" "$2" $F)" ] || return 1
  [ "$2" = 0 ] || ! lives "$1" "$2"
}
# destroy ID WRAPPER: kills until nothing is left, for five seconds.
destroy() {
  for j in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    freeze "$1" "$2"
    hit KILL
    [ "$2" = 0 ] || kill -CONT "$2"
    nap 0.02
    gone "$1" "$2" && return 0
    nap 0.2
  done
  return 1
}
# end ID WRAPPER TENTHS: SIGTERM, so many tenths of a second, SIGKILL.
end() {
  j=$3
  [ "$j" -gt 0 ] && { has_begun "$1" "$2"; freeze "$1" "$2"; hit TERM; }
  while [ "$j" -gt 0 ]; do
    nap 0.1
    gone "$1" "$2" && return 0
    j=$(($j - 1))
  done
  destroy "$1" "$2"
}
# expire ID: what a timeout does.
expire() {
  ended "$1" && return
  : >>"$D/x/$1/cause"
  [ -s "$D/x/$1/cause" ] || echo timed_out >"$D/x/$1/cause"
  F=
  end "$1" "$p" 20
}
# command_of ID WRAPPER: the wrapper's child that is the command, and not what prepares it or holds its stdin.
command_of() {
  [ "$2" = 0 ] && return 1
  self=$(words "$2")
  for q in $(tree "$2"); do
    line=$(words "$q")
    case $line in '' | "$self" | '${STDIN_HOLDER} ' | '${STDIN_HOLDER}') continue ;; esac
    case $line in "sh -c "*"$1"*) continue ;; esac
    read -r stat <"/proc/$q/stat"
    stat=\${stat##*) }
    stat=\${stat#* }
    [ "\${stat%% *}" = "$2" ] && echo "$q" && return 0
  done
  return 1
}
# has_begun ID WRAPPER: waits until the command runs; a copy of the wrapper would lose a signal.
has_begun() {
  [ "$2" = 0 ] && return 0
  for j in 1 2 3 4 5 6 7 8 9 10; do
    command_of "$1" "$2" >/dev/null && return 0
    lives "$1" "$2" || return 0
    nap 0.05
  done
}
# signal_execution ID SIGNAL TENTHS TREE: tenths are empty for the signal alone. 30 when nothing is left.
signal_execution() {
  F= h=0
  w=0
  ended "$1" || w=$p
  tenths=$3
  [ "$4" = 1 ] && [ "$2" = KILL ] && tenths=0
  if [ "$w" != 0 ] && [ "$4" = 1 ] && [ -n "$tenths" ] && { [ "$2" = KILL ] || [ "$2" = TERM ]; }; then
    [ -s "$D/x/$1/cause" ] || echo killed >"$D/x/$1/cause"
    [ "$2" = KILL ] || echo "SIG$2" >>"$D/x/$1/signals"
    end "$1" "$w" "$tenths"
    until_ended "$1" 1000
    return 0
  fi
  echo "SIG$2" >>"$D/x/$1/signals"
  has_begun "$1" "$w"
  if [ "$4" = 1 ]; then
    freeze "$1" "$w"
    hit "$2"
  else
    F=$(command_of "$1" "$w")
    [ -z "$F" ] || hit "$2"
  fi
  [ "$h" -gt 0 ] || { ended "$1" && return 30; }
  [ -n "$tenths" ] && [ "$w" != 0 ] || return 0
  until_ended "$1" "$(($tenths * 100))"
  ended "$1" && return 0
  [ -s "$D/x/$1/cause" ] || echo killed >"$D/x/$1/cause"
  F=
  destroy "$1" "$w"
  until_ended "$1" 1000
}
# above PID: a process and its parents.
above() {
  q=$1
  while [ "\${q:-0}" -gt 1 ]; do
    echo "$q"
    read -r stat <"/proc/$q/stat" || return
    stat=\${stat##*) }
    stat=\${stat#* }
    q=\${stat%% *}
  done
}
wrappers() { for x in "$D"/x/*; do [ -f "$x/exit" ] && ! ended "\${x##*/}" && echo "$p"; done; }
holders() { cat "$D"/x/*/stdin.holder; }
# signal_process PID SIGNAL TENTHS TREE: 30 for no such process, 31 for what runs the workspace, 32 when not allowed.
signal_process() {
  F= h=0
  read -r stat <"/proc/$1/stat" || return 30
  case "\${stat##*) }" in [ZXx]*) return 30 ;; esac
  [ "$1" != 1 ] || return 31
  for q in $(above $$) $(wrappers) $(holders); do [ "$q" != "$1" ] || return 31; done
  F=$1
  if [ "$4" = 0 ] && [ -z "$3" ]; then hit "$2"
  elif [ "$2" = KILL ]; then destroy "" 0; h=1
  elif [ "$2" = TERM ] && [ -n "$3" ]; then end "" 0 "$3"; h=1
  else
    freeze "" 0
    hit "$2"
  fi
  [ "$h" -gt 0 ] || return 32
  left=$(tree 0 $F)
  set -- $F
  printf '%s %s' "$#" "$([ -z "$left" ] && echo 1 || echo 0)"
}
`;
