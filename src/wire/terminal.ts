import { z } from "zod";

/** The reconnecting terminal (coder-api 4.1), between clients, the deployment and the agent. */

/** Bytes of one message of a client. */
export const MAX_TERMINAL_MESSAGE = 32 * 1024;

const DEFAULT_SIDE = 80;

/** Columns or rows. */
const Side = z.int().min(0).max(65_535);
const sideIn = z
  .string()
  .regex(/^\d{1,5}$/, "must be a whole number from 0 to 65535")
  .transform(Number)
  .pipe(Side)
  .transform((side) => side || DEFAULT_SIDE)
  .default(DEFAULT_SIDE);

/** Query of `GET /workspaceagents/{agent}/pty`, and what of it the agent gets. */
export const TerminalQuery = z.object({
  reconnect: z.uuid("must be a UUID: the client chooses one for each terminal").toLowerCase(),
  width: sideIn,
  height: sideIn,
  /** Run by the user's shell; empty is a login shell. */
  command: z.string().default(""),
});
export type TerminalQuery = z.infer<typeof TerminalQuery>;

/** Both are served by the saved output, of which the last 64 KiB are sent again. */
export const TerminalBackend = z.enum(["screen", "buffered"], "must be screen or buffered");

/** One object of a client: what was typed, another size, or both. */
export const TerminalInput = z.object({
  data: z.string().optional(),
  width: Side.optional(),
  height: Side.optional(),
});
export type TerminalInput = z.infer<typeof TerminalInput>;

/** The size that `input` asks for; none unless both numbers are positive. */
export function sizeOf({ width = 0, height = 0 }: TerminalInput): { rows: number; cols: number } | undefined {
  if (width === 0 || height === 0) return undefined;
  return { rows: height, cols: width };
}
