import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { z } from "zod";
import { MCP_SETTINGS } from "../src/config/mcp-settings.ts";
import { MCP_PATH } from "../src/wire/mcp-path.ts";
import { SERVER_JSON_SCHEMA } from "./package/schemas/server-json.ts";

/** The fields that are used here. */
const Server = z.object({
  $schema: z.string(),
  name: z.string(),
  version: z.string(),
  packages: z.array(
    z.looseObject({
      identifier: z.string(),
      version: z.string(),
      packageArguments: z.array(z.object({ value: z.string() })),
      environmentVariables: z.array(
        z.object({ name: z.string(), description: z.string(), isSecret: z.boolean().optional() }),
      ),
    }),
  ),
  remotes: z.array(z.object({ url: z.string() })),
});

const Package = z.object({ name: z.string(), version: z.string(), mcpName: z.string() });

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const server = Server.parse(read("server.json"));
const npm = Package.parse(read("package.json"));

const ajv = new Ajv({ allErrors: true });
formats.default(ajv);
const fits = ajv.compile(SERVER_JSON_SCHEMA);

/** What the registry's schema has against `server.json` with `more` in it; nothing where that fits. */
function faults(more: object = {}): readonly string[] {
  if (fits({ ...z.looseObject({}).parse(read("server.json")), ...more })) return [];
  return (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

describe("server.json", () => {
  it("names the registry's schema and fits it", () => {
    assert.equal(server.$schema, SERVER_JSON_SCHEMA.$id);
    assert.deepEqual(faults(), []);
  });

  it("would be refused by the schema with a fault", () => {
    const [entry] = server.packages;
    for (const wrong of [
      { name: "no-slash" },
      { description: "x".repeat(101) },
      { version: undefined },
      { packages: [{ ...entry, transport: { type: "http" } }] },
      { packages: [{ ...entry, version: "latest" }] },
      { packages: [{ ...entry, packageArguments: [{ type: "positional" }] }] },
      { packages: [{ ...entry, environmentVariables: [{ description: "without a name" }] }] },
      { remotes: [{ type: "streamable-http", url: "https://{host" }] },
    ]) {
      assert.notDeepEqual(faults(wrong), [], JSON.stringify(wrong));
    }
  });

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
