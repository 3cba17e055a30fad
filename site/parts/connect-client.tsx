import type { PageProps } from "../../src/wire/pages.ts";

interface ConnectClientProps {
  readonly mcpUrl: string;
  readonly asksForConsent: PageProps["home"]["asksForConsent"];
}

/** How a client is told of the MCP endpoint. */
export function ConnectClient({ mcpUrl, asksForConsent }: ConnectClientProps) {
  return (
    <>
      <h2>MCP endpoint</h2>
      <pre>
        <code>{mcpUrl}</code>
      </pre>
      <h2>Connect a client</h2>
      <p>
        Give a client that speaks Streamable HTTP this URL.{" "}
        {asksForConsent
          ? "It opens a page here that says what it asks for, and you choose what it gets."
          : "It must send a token of yours in the header Authorization."}{" "}
        In Claude Code:
      </p>
      <pre>
        <code>{`claude mcp add --transport http coder ${mcpUrl}`}</code>
      </pre>
      <p>Most other clients take a file:</p>
      <pre>
        <code>{JSON.stringify({ mcpServers: { coder: { type: "http", url: mcpUrl } } }, undefined, 2)}</code>
      </pre>
    </>
  );
}
