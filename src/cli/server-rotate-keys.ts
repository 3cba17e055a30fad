import { SERVER_SETTINGS } from "../config/server-settings.ts";
import { defineCommand } from "./command.ts";

export const serverRotateKeys = defineCommand({
  words: ["server", "rotate-keys"],
  description: "Give a deployment a fresh signing key; running servers take it up, and nobody is logged out.",
  examples: [
    "coder server rotate-keys",
    "CODER_PG_CONNECTION_URL=postgres://coder@db/coder coder server rotate-keys",
  ],
  settings: { postgresUrl: SERVER_SETTINGS.postgresUrl },
  run: async ({ configDir, stdout }, { postgresUrl }) => {
    const { rotateKeys } = await import("../server/rotate-keys.ts");
    await rotateKeys({ configDir, postgresUrl });
    stdout.write("A fresh key signs from now on; earlier ones are accepted for 30 days more.\n");
    return 0;
  },
});
