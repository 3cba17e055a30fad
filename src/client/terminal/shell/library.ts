import { CORE, INIT } from "./core.ts";
import { EXECUTIONS } from "./executions.ts";
import { FILES } from "./files.ts";
import { PROCESSES } from "./processes.ts";

export { INIT };

/** All functions that programs may use; a copy of them is kept for what outlives a session. */
export const LIBRARY = `${CORE}${EXECUTIONS}${PROCESSES}${FILES}`;
