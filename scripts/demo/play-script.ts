import type { DemoClient, ToolReply } from "./connect-client.ts";
import { SCRIPT } from "./script.ts";

const SHOWN_LINES = 14;

/** What a step knows of the earlier ones. */
export type Memory = Map<string, ToolReply>;

/** One call of the demo; `expect` tells what is wrong with its result, or undefined. */
export interface Step {
  readonly say: string;
  readonly tool: string;
  readonly args: (memory: Memory) => Record<string, unknown>;
  readonly expect: (reply: ToolReply) => string | undefined;
  /** Name under which later steps find the result. */
  readonly as?: string;
}

/** Plays every step against one workspace, which it deletes also after a surprise; returns how many there were. */
export async function playScript(client: DemoClient, workspace: string, keepGoing: boolean): Promise<number> {
  const script = SCRIPT(workspace);
  const unused = (await client.listTools()).filter((name) => !script.some(({ tool }) => tool === name));
  let surprises = unused.length;
  if (unused.length > 0) console.log(`  ! the demo never calls ${unused.join(", ")}`);
  const memory: Memory = new Map();
  for (const [index, step] of script.entries()) {
    const problem = await play(client, step, memory);
    if (problem === undefined) continue;
    surprises += 1;
    console.log(`  ! ${problem}`);
    if (keepGoing) continue;
    if (index < script.length - 1) await client.call("delete_workspace", { workspace }, () => undefined);
    break;
  }
  return surprises;
}

async function play(client: DemoClient, step: Step, memory: Memory): Promise<string | undefined> {
  const args = step.args(memory);
  console.log(`\n> ${step.say}\n  ${step.tool}(${shorten(JSON.stringify(args), 160)})`);
  const begin = performance.now();
  const reply = await client.call(step.tool, args, (text) => console.log(`  … ${text}`));
  const ms = Math.round(performance.now() - begin);
  for (const line of shownLines(reply.text)) console.log(`  | ${line}`);
  console.log(`  ${reply.isError ? "error" : "ok"} in ${ms} ms`);
  if (step.as !== undefined) memory.set(step.as, reply);
  return step.expect(reply);
}

function shownLines(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => shorten(line, 150));
  if (lines.length <= SHOWN_LINES) return lines;
  return [...lines.slice(0, SHOWN_LINES), `[${lines.length - SHOWN_LINES} more lines]`];
}

const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;
