import { commandLine } from "./command-line.ts";
import { COMMANDS } from "./commands.ts";
import { leaveWithReader } from "./leave-with-reader.ts";
import { isPiped } from "./is-piped.ts";
import { processContext } from "./process-context.ts";
import { runProgram } from "./program.ts";

leaveWithReader([process.stdout, process.stderr]);
const argv = commandLine(process.argv.slice(2), isPiped());
process.exitCode = await runProgram(COMMANDS, argv, processContext(process.env));
