import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { z } from "zod";
import { PACKAGE_ROOT } from "../../src/lib/package-root.ts";
import { VERSION } from "../../src/lib/version.ts";
import { temporaryDirectory } from "../support/deployment.ts";

const Manifest = z.object({
  version: z.string(),
  server: z.object({
    entry_point: z.string(),
    mcp_config: z.object({
      command: z.string(),
      args: z.array(z.string()),
      env: z.record(z.string(), z.string()),
    }),
  }),
  tools: z.array(z.object({ name: z.string() })),
  user_config: z.record(z.string(), z.object({ sensitive: z.boolean().optional() })),
});

const run = promisify(execFile);
const dir = await temporaryDirectory({ after });
const { stdout } = await run(process.execPath, [join(PACKAGE_ROOT, "scripts", "build-mcpb.ts"), dir]);
const unpacked = join(dir, "unpacked");
await run(join(PACKAGE_ROOT, "node_modules", ".bin", "mcpb"), ["unpack", stdout.trim(), unpacked]);
const manifest = Manifest.parse(JSON.parse(readFileSync(join(unpacked, "manifest.json"), "utf8")));

test("the bundle is of this version and has the server alone", () => {
  assert.equal(manifest.version, VERSION);
  assert.deepEqual(readdirSync(unpacked).toSorted(), [
    "LICENSE",
    "THIRD-PARTY-NOTICES.txt",
    "manifest.json",
    "package.json",
    "server",
  ]);
  assert.ok(readdirSync(join(unpacked, "server")).every((name) => /^stdio.*\.js$/.test(name)));
});

test("the person is asked for the URL and the token, and the token is kept as a secret", () => {
  const { env } = manifest.server.mcp_config;
  assert.deepEqual(
    [env["CODER_URL"], env["CODER_SESSION_TOKEN"]],
    ["${user_config.url}", "${user_config.token}"],
  );
  assert.equal(manifest.user_config["token"]?.sensitive, true);
  const asked = Object.values(env).map((value) => /^\$\{user_config\.(\w+)\}$/.exec(value)?.[1] ?? value);
  assert.deepEqual(asked.toSorted(), Object.keys(manifest.user_config).toSorted());
});

test("it starts as the manifest says, and offers the tools that the manifest lists", async () => {
  const { args, env } = manifest.server.mcp_config;
  const values: Readonly<Record<string, string>> = {
    __dirname: unpacked,
    "user_config.url": "http://127.0.0.1:9",
    "user_config.token": "token",
    "user_config.toolsets": "default",
  };
  const filled = (text: string): string =>
    text.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => values[name] ?? "");
  const client = new Client({ name: "mcpb", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: args.map(filled),
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)])),
    }),
  );
  try {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      manifest.tools.map(({ name }) => name),
    );
  } finally {
    await client.close();
  }
});
