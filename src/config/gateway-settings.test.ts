import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GATEWAY_SETTINGS } from "./gateway-settings.ts";
import { ConfigError, readSettings } from "./setting.ts";

const read = (flags: Readonly<Record<string, string | readonly string[]>>, env = {}) =>
  readSettings(GATEWAY_SETTINGS, { env, flags });

describe("--url of a gateway", () => {
  it("names deployments, one of them for every other host", () => {
    const named = ["https://a.test/", "B.test=https://b.test", "c.test:8443=http://c.test:3000"];
    const deployments = [
      { host: undefined, url: "https://a.test" },
      { host: "b.test", url: "https://b.test" },
      { host: "c.test:8443", url: "http://c.test:3000" },
    ];
    assert.deepEqual(read({ url: named }).url, deployments);
    assert.deepEqual(read({}, { CODER_URL: named.join(", ") }).url, deployments);
    assert.deepEqual(read({ url: "https://a.test" }).url, deployments.slice(0, 1));
  });

  for (const [url, says] of [
    [[], /must name a deployment; give its access URL with --url/],
    [["a.test"], /must be URLs such as/],
    [["ftp://a.test"], /must be URLs such as/],
    [["https://ann:secret@a.test"], /must be URLs such as/],
    [["https://a.test/path"], /must be URLs such as/],
    [["x y=https://a.test"], /must be URLs such as/],
    [["https://a.test", "https://b.test"], /at most one URL without a host name/],
    [["a.test=https://a.test", "A.test=https://b.test"], /must name a.test once/],
  ] as const)
    it(`does not take ${url.join(" and ") || "nothing"}`, () => {
      assert.throws(
        () => read({ url }),
        (error) => error instanceof ConfigError && says.test(error.message),
      );
    });
});

describe("--access-url of a gateway", () => {
  it("has no path", () => {
    const url = "https://a.test";
    assert.equal(read({ url, "access-url": "https://mcp.test/" }).accessUrl, "https://mcp.test");
    assert.throws(
      () => read({ url, "access-url": "https://mcp.test/path" }),
      /--access-url: must be a URL without a path/,
    );
  });
});
