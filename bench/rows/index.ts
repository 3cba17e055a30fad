import type { Row } from "../row.ts";
import { createToOutput } from "./create-to-output.ts";
import { executeTrue } from "./execute-true.ts";
import { FILE_ROWS } from "./files.ts";
import { stdioStart } from "./stdio-start.ts";

/** Every line of the table. */
export const ROWS: readonly Row[] = [stdioStart, executeTrue, ...FILE_ROWS, createToOutput];
