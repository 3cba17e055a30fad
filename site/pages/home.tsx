import type { PageProps } from "../../src/wire/pages.ts";
import { ConnectClient } from "../parts/connect-client.tsx";
import { Shell } from "../parts/shell.tsx";

export function Home({ username, mcpUrl, asksForConsent }: PageProps["home"]) {
  return (
    <Shell heading="Your workspaces, in your assistant">
      <p>
        You are logged in as <strong>{username}</strong>.
      </p>
      <p>
        <a href="/workspaces">Your workspaces</a>
      </p>
      {mcpUrl === undefined ? (
        <p>This deployment's MCP endpoint is off; the experiment mcp-server-http switches it on.</p>
      ) : (
        <ConnectClient mcpUrl={mcpUrl} asksForConsent={asksForConsent} />
      )}
      <p>
        <a href="/logout">Log out</a>
      </p>
    </Shell>
  );
}
