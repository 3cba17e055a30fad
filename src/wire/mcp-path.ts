/** Where a deployment serves the remote MCP endpoint. */
export const MCP_PATH = "/api/experimental/mcp/http";
