import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { closeInReverse, type Scope } from "../../support/deployment.ts";
import type { Visit } from "../person.ts";

/** Puts an `xdg-open` into `bin` behind which a person sits who logs in and allows what is asked. */
export async function browserDesk(scope: Scope, bin: string, visit: Visit): Promise<string> {
  const closing = closeInReverse(scope);
  const server = createServer((request, response) => {
    void (async () => {
      const address = new URL(await text(request));
      response.end();
      await visit(address).catch((error: unknown) => console.error("the person could not finish", error));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const program = join(bin, "xdg-open");
  const { port } = server.address() as AddressInfo;
  await writeFile(
    program,
    `#!/bin/sh\nexec curl -s --noproxy '*' --data-raw "$1" http://127.0.0.1:${port}/ >/dev/null\n`,
  );
  await chmod(program, 0o755);
  return program;
}
