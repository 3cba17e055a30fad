import { hash } from "node:crypto";
import { digestOf, type StartRequest } from "../../../rules/executions/start-request.ts";
import { EXECUTION_MARKER, QUIET } from "../../../rules/executions/unattended.ts";
import { quote } from "../../../rules/shell-word.ts";
import type { Meta } from "./execution-facts.ts";

/** Linux takes at most 128 KiB in one argument: longer commands go through a file. */
const MAX_ARGUMENT_BYTES = 100_000;

/**
 * What claims the key, saves what is to run, starts it, and waits for its end. It can be run again in a later session:
 * a directory is made by one only, so what was launched is not launched again, and is waited for instead.
 */
export function startProgram(request: StartRequest, id: string, meta: Meta): string {
  return [
    `X=$D/x/${id}`,
    ...claim(request, id),
    `if [ ! -f "$X/meta" ]; then`,
    `( enter ${quote(meta.workdir)} ) || { c=$?; rm -rf "${keyPath(request)}"; exit $c; }`,
    ...save(request, meta),
    "fi",
    `if mkdir "$X/l"; then`,
    ...feed(request),
    `cd ${quote(meta.workdir)} && launch ${launchWords(request, id, meta)}`,
    "cd /",
    `else begun; until_ended ${id} ${request.wait_ms}`,
    "fi",
  ].join("\n");
}

const keyPath = ({ idempotency_key: key }: StartRequest): string =>
  key === undefined ? "$X/none" : `$D/k/x${hash("sha256", key, "hex")}`;

function claim(request: StartRequest, id: string): readonly string[] {
  const { idempotency_key: key } = request;
  if (key === undefined) return [];
  const words = `${hash("sha256", key, "hex")} ${id} ${digestOf(request)}`;
  return [`claim ${words} || { c=$?; [ $c = 3 ] || exit $c; }`];
}

/** `meta` comes last: what has it is whole. */
function save({ command, stdin, keep_stdin: keep }: StartRequest, meta: Meta): readonly string[] {
  return [
    `mkdir -p "$X" && printf %s ${quote(command)} >"$X/command" || exit 24`,
    ...(stdin === undefined || keep ? [] : [`printf %s ${quote(stdin)} >"$X/stdin" || exit 24`]),
    ...(meta.separate_stderr ? [`: >"$X/stderr"`] : []),
    `: >"$X/output" && printf '%s\\n' ${quote(JSON.stringify(meta))} >"$X/m" && mv "$X/m" "$X/meta" || exit 24`,
  ];
}

/** Text for a stdin that stays open is written beside: the command may not read it soon. */
function feed({ stdin, keep_stdin: keep }: StartRequest): readonly string[] {
  if (!keep || stdin === undefined) return [];
  const wait = `for i in 1 2 3 4 5 6 7 8 9; do [ -p "$X/stdin" ] && break; nap 0.05; done`;
  return [`( ${wait}; printf %s ${quote(stdin)} >"$X/stdin" ) >/dev/null 3>&- &`];
}

function launchWords(request: StartRequest, id: string, meta: Meta): string {
  const env = { CODER: "true", ...QUIET, ...request.env, [EXECUTION_MARKER]: id };
  const kind = Buffer.byteLength(request.command) > MAX_ARGUMENT_BYTES ? "f" : "c";
  const seconds = request.timeout_ms === undefined ? "0" : (request.timeout_ms / 1000).toFixed(3);
  const flags = [request.keep_stdin ? 1 : 0, meta.separate_stderr ? 1 : 0, kind, seconds];
  const variables = Object.entries(env).map(([name, value]) => quote(`${name}=${value}`));
  return [id, ...flags, ...variables].join(" ");
}
