/* oxlint-disable node/no-process-env -- the bundled agent's one place that reads its environment. */
import { agentMain } from "./main.ts";

process.exitCode = await agentMain(process.env, process.argv[2]);
