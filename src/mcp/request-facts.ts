import type { ServerContext } from "@modelcontextprotocol/server";

/** What the work for a request looks at in it, whatever read it from the wire. */
export interface RequestFacts {
  readonly mcpReq: Pick<
    ServerContext["mcpReq"],
    "signal" | "_meta" | "notify" | "requestState" | "inputResponses"
  >;
}
