import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { connectClient, ERAS } from "./demo/connect-client.ts";
import { ensureDeployment } from "./demo/ensure-deployment.ts";
import { playScript } from "./demo/play-script.ts";

/** `npm run demo`: an assistant's day in a real workspace, through the official SDK client over stdio. */
const { values } = parseArgs({ options: { "keep-going": { type: "boolean", default: false } } });

await using deployment = await ensureDeployment();
console.log(`Deployment ${deployment.url}${deployment.started ? " (started for this demo)" : ""}\n`);
let surprises = 0;
for (const era of ERAS) {
  console.log(`=== ${era.name} protocol era ===`);
  await using client = await connectClient(era, deployment.env);
  const name = `demo-${randomBytes(3).toString("hex")}`;
  surprises += await playScript(client, name, values["keep-going"]);
}
console.log(surprises === 0 ? "\nEverything went as it should." : `\n${surprises} surprises.`);
process.exitCode = surprises === 0 ? 0 : 1;
