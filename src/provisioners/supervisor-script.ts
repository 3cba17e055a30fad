/**
 * The POSIX shell script that runs around an agent: `sh -c SCRIPT supervisor <logs> <name> <agent command...>`.
 * It says `up` on descriptor 4 when the agent is about to run. It starts the agent again when it dies, ever later
 * while it dies at once, and ends with it when it exits 0. After a SIGTERM it starts nothing and stays a while, for
 * its end would kill the sandbox's other processes as they shut down.
 * The agent's words go to <logs>/<name>.log, of which the last 256 to 512 KiB are kept.
 */
export const SUPERVISOR_SCRIPT = `
logs=$1 name=$2
shift 2
fifo=$logs/.$name.$$
mkfifo -m 600 "$fifo" || exit 70

keep_log() {
  trap '' TERM HUP INT
  size=0
  while IFS= read -r line; do
    printf '%s\\n' "$line" >>"$logs/$name.log"
    size=$((size + \${#line} + 1))
    if [ "$size" -gt 262144 ]; then
      mv -f "$logs/$name.log" "$logs/$name.log.1"
      size=0
    fi
  done
}
(exec 3>&- 4>&- >/dev/null 2>&1 <"$fifo"; keep_log) &
exec >"$fifo" 2>&1
rm -f "$fifo"

stopping=
trap 'stopping=yes' TERM
trap '' HUP
delay=0
echo up >&4
exec 3>&- 4>&-
while :; do
  begin=$(date +%s)
  if [ -n "$stopping" ]; then break; fi
  (trap - HUP; exec "$@") </dev/null
  code=$?
  if [ -n "$stopping" ]; then break; fi
  if [ "$code" -eq 0 ]; then exit 0; fi
  if [ $(($(date +%s) - \${begin:-0})) -gt 10 ]; then delay=0; fi
  echo "the agent ended with code $code and starts again in $delay s"
  sleep "$delay"
  delay=$((delay < 15 ? delay * 2 + 1 : 15))
done
exec sleep 5 >/dev/null 2>&1
`;
