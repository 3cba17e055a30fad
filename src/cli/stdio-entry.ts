/* oxlint-disable node/no-process-env -- the bundled MCP server's one place that reads its environment. */
import { expMcpServer } from "./exp-mcp-server.ts";
import { processContext } from "./process-context.ts";
import { runProgram } from "./program.ts";

const words = expMcpServer.words;
const argv = process.argv.slice(2);
// The bundle may be started by itself, or by `coder exp mcp server`.
const rest = argv.slice(0, words.length).join(" ") === words.join(" ") ? argv : [...words, ...argv];
process.exitCode = await runProgram([expMcpServer], rest, processContext(process.env));
