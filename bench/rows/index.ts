import type { Row } from "../row.ts";
import { executeEcho } from "./against-commander.ts";
import { createToOutput } from "./create-to-output.ts";
import { executeTrue } from "./execute-true.ts";
import { FILE_ROWS } from "./files.ts";
import { executeFlood, executeParallel } from "./many-and-much.ts";
import { stdioStart } from "./stdio-start.ts";

/** Every line of the table. */
export const ROWS: readonly Row[] = [
  stdioStart,
  executeTrue,
  executeEcho,
  executeParallel,
  executeFlood,
  ...FILE_ROWS,
  createToOutput,
];
