import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { z } from "zod";
import { MCP_SETTINGS } from "../src/config/mcp-settings.ts";
import { MCP_PATH } from "../src/wire/mcp-path.ts";

/** What the registry's schema of 2025-12-11 asks of the fields that are used here, and nothing beside them. */
const Input = {
  description: z.string().optional(),
  default: z.string().optional(),
  placeholder: z.string().optional(),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
};
const Url = z.string().regex(/^https?:\/\/[^\s]+$/);
const Version = z
  .string()
  .max(255)
  .regex(/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/);
const Server = z.strictObject({
  $schema: z.literal("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"),
  name: z
    .string()
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version: Version,
  packages: z.array(
    z.strictObject({
      registryType: z.literal("npm"),
      identifier: z.string(),
      version: Version,
      runtimeHint: z.literal("npx"),
      transport: z.strictObject({ type: z.literal("stdio") }),
      packageArguments: z.array(z.strictObject({ type: z.literal("positional"), value: z.string() })),
      environmentVariables: z.array(z.strictObject({ name: z.string(), ...Input })),
    }),
  ),
  remotes: z.array(
    z.strictObject({
      type: z.literal("streamable-http"),
      url: Url,
      variables: z.record(z.string(), z.strictObject(Input)),
    }),
  ),
});

const Package = z.object({ name: z.string(), version: z.string(), mcpName: z.string() });

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const server = Server.parse(read("server.json"));
const npm = Package.parse(read("package.json"));

describe("server.json", () => {
  it("names this package and its version, and the package names the entry", () => {
    assert.equal(npm.mcpName, server.name);
    assert.equal(server.version, npm.version);
    assert.deepEqual(
      server.packages.map(({ identifier, version }) => [identifier, version]),
      [[npm.name, npm.version]],
    );
  });

  it("asks for variables that exist, in the words of their settings, and hides the secret ones", () => {
    const settings = Object.values(MCP_SETTINGS);
    for (const { name, description, isSecret = false } of server.packages[0]?.environmentVariables ?? []) {
      const setting = settings.find(({ env }) => env === name);
      assert.equal(description, setting?.description, name);
      assert.equal(isSecret, setting !== undefined && "secret" in setting, name);
    }
  });

  it("starts the stdio server, and has the path of the remote endpoint", () => {
    const words = server.packages[0]?.packageArguments.map(({ value }) => value);
    assert.deepEqual(words, ["exp", "mcp", "server"]);
    assert.deepEqual(
      server.remotes.map(({ url }) => url),
      [`https://{host}${MCP_PATH}`],
    );
  });
});
