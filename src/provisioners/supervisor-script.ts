/**
 * The POSIX shell script that runs around an agent: `sh -c SCRIPT supervisor <logs> <name> <config> <agent command...>`.
 * It says `up` on descriptor 4 when the agent is about to run. It starts the agent again when it dies, ever later
 * while it dies at once, and ends with it when it exits 0, or when it dies before the file <config> is there. After a
 * SIGTERM it starts nothing and stays a while, for its end would kill the sandbox's other processes as they shut down.
 * The agent's words go to <logs>/<name>.log, which is put aside between two runs when it is above 256 KiB; while it
 * runs the agent bounds the file itself. Nothing is forked on the way to the agent.
 */
export const SUPERVISOR_SCRIPT = `
log=$1/$2.log config=$3
shift 3
exec >>"$log" 2>&1

uptime() {
  { read -r now _ </proc/uptime; } 2>/dev/null || now=$(date +%s)
  now=\${now%.*}
}

stopping=
trap 'stopping=yes' TERM
trap '' HUP
delay=0
echo up >&4
exec 3>&- 4>&- 5<&-
while [ -z "$stopping" ]; do
  uptime
  begin=$now
  (trap - HUP; exec "$@")
  code=$?
  if [ -n "$stopping" ]; then break; fi
  if [ "$code" -eq 0 ]; then exit 0; fi
  if [ ! -e "$config" ]; then exit "$code"; fi
  uptime
  if [ $((now - begin)) -gt 10 ]; then delay=0; fi
  if [ "$(wc -c <"$log")" -gt 262144 ]; then
    mv -f "$log" "$log.1"
    exec >>"$log" 2>&1
  fi
  echo "the agent ended with code $code and starts again in $delay s"
  sleep "$delay"
  delay=$((delay < 15 ? delay * 2 + 1 : 15))
done
exec sleep 5 >/dev/null 2>&1
`;
