import { z } from "zod";
import { CAUSES, endState, type WrapperEnd } from "../../../rules/executions/execution-end.ts";
import type { Execution } from "../../../wire/agent-api.ts";

/** What is known of an execution before it starts; saved with it. */
export const Meta = z.object({
  command: z.string(),
  workdir: z.string(),
  timeout_ms: z.int().nullable(),
  separate_stderr: z.boolean(),
  keep_stdin: z.boolean(),
});
export type Meta = z.infer<typeof Meta>;

const Cause = z.enum(CAUSES);

interface Facts {
  readonly id: string;
  readonly meta: Meta;
  readonly pid: number | null;
  readonly status: number | null;
  readonly isAlive: boolean;
  readonly cause: string;
  readonly sent: ReadonlySet<string>;
}

/** A file's size in bytes, and when it was last written, in epoch milliseconds. */
interface FileFacts {
  readonly size: number;
  readonly time: number;
}

/** What the workspace tells of executions: the answer of the shell's `facts`, and what follows it. */
export interface Told extends Saved {
  readonly executions: readonly Execution[];
}

/** A stream of so many bytes, and the parts of it that were read. */
export interface Saved {
  readonly total: number;
  readonly slices: readonly Slice[];
}

/** Bytes of a stream from `start` on. */
export interface Slice {
  readonly start: number;
  readonly bytes: Buffer;
}

/** Reads the lines of `facts` and `slices`. */
export function parseTold(text: string): Told {
  const lines = text.split("\n").map((line): [string, string] => [line.slice(0, 1), line.slice(2)]);
  const of = (kind: string): readonly string[] =>
    lines.flatMap(([key, rest]) => (key === kind ? [rest] : []));
  const files = new Map(of("F").map(parseFile));
  // Told when something runs.
  const now = Number(of("N")[0] ?? 0) * 1000;
  const [ids, metas, exits] = [of("I"), of("M"), of("E")];
  const [alive, causes, sent] = [of("A"), of("C"), of("S")];
  const executions = ids.map((id, index) => {
    const [pid = "", status = ""] = (exits[index] ?? "").split(" ");
    const facts: Facts = {
      id,
      meta: Meta.parse(JSON.parse(metas[index] ?? "")),
      pid: pid === "" ? null : Number(pid),
      status: status === "" ? null : Number(status),
      isAlive: alive[index] === "1",
      cause: causes[index] ?? "",
      sent: new Set((sent[index] ?? "").split(" ")),
    };
    return describe(facts, (name) => files.get(`${id}/${name}`), now);
  });
  return { executions, total: Number(of("T")[0] ?? 0), slices: of("H").map(parseSlice) };
}

function parseSlice(line: string): Slice {
  const [start = "0", data = ""] = line.split(" ");
  return { start: Number(start), bytes: Buffer.from(data, "base64") };
}

function parseFile(line: string): [string, FileFacts] {
  const [name = "", size = "0", ...time] = line.split(" ");
  return [name, { size: Number(size), time: timeOf(time.join(" ")) }];
}

/** Epoch milliseconds of `stat`'s `%Y|%y`. */
export function timeOf(text: string): number {
  const [seconds = "0", date = ""] = text.split("|");
  const fraction = /\.(\d{1,3})/.exec(date)?.[1] ?? "0";
  return Number(seconds) * 1000 + Number(fraction.padEnd(3, "0"));
}

function describe(facts: Facts, file: (name: string) => FileFacts | undefined, now: number): Execution {
  const { id, meta, pid, isAlive } = facts;
  const started = file("meta")?.time ?? now;
  const end = isAlive ? undefined : endOf(facts, (file("shell")?.size ?? 0) > 0);
  const ended = end === undefined ? now : (file("exit")?.time ?? started);
  return {
    id,
    command: meta.command,
    workdir: meta.workdir,
    state: end?.state ?? "running",
    exit_code: end?.exit_code ?? null,
    signal: end?.signal ?? null,
    pid,
    started_at: new Date(started).toISOString(),
    ended_at: end === undefined ? null : new Date(ended).toISOString(),
    wall_ms: Math.max(0, ended - started),
    timeout_ms: meta.timeout_ms,
    separate_stderr: meta.separate_stderr,
    output_bytes: file("output")?.size ?? 0,
    stderr_bytes: meta.separate_stderr ? (file("stderr")?.size ?? 0) : 0,
    pty: null,
    started_by: null,
    reason: null,
  };
}

/** Linux's numbers: the workspace's system counts, not the one that this runs on. */
const SIGNALS =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS".split(
    " ",
  );

const signalName = (number: number): string | undefined => {
  const name = SIGNALS[number - 1];
  return name === undefined ? undefined : `SIG${name}`;
};

function endOf({ status, cause, sent }: Facts, shellSpoke: boolean) {
  const wrapper: WrapperEnd = status === null ? { kind: "lost" } : { kind: "status", status };
  return endState(wrapper, { cause: Cause.safeParse(cause).data, sent, shellSpoke, signalName });
}
