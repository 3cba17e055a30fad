import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SERVER_SETTINGS } from "./server-settings.ts";
import { ConfigError, readSettings } from "./setting.ts";

const { experiments } = SERVER_SETTINGS;
const read = (text: string): readonly string[] =>
  readSettings({ experiments }, { env: { CODER_EXPERIMENTS: text }, flags: {} }).experiments;

describe("CODER_EXPERIMENTS", () => {
  it("takes names, none of them, and all of them", () => {
    assert.deepEqual(read(""), ["oauth2", "mcp-server-http"]);
    assert.deepEqual(read("oauth2"), ["oauth2"]);
    assert.deepEqual(read(","), []);
    assert.deepEqual(read("*"), ["oauth2", "mcp-server-http"]);
  });

  it("refuses a name that is mistyped, and says which is near", () => {
    assert.throws(
      () => read("oauth2,mcp-http-server, mcp-server-htp"),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /^CODER_EXPERIMENTS: must be of oauth2, mcp-server-http, \*/);
        assert.match(error.message, /not "mcp-server-htp"\. Did you mean "mcp-server-http"\?/);
        return true;
      },
    );
  });
});
