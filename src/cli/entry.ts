import { commandLine } from "./command-line.ts";
import { COMMANDS } from "./commands.ts";
import { isPiped } from "./is-piped.ts";
import { processContext } from "./process-context.ts";
import { runProgram } from "./program.ts";

const argv = commandLine(process.argv.slice(2), isPiped());
process.exitCode = await runProgram(COMMANDS, argv, processContext(process.env));
