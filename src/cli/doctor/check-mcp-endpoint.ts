import { Experiments } from "../../wire/build-info.ts";
import { MCP_PATH } from "../../wire/mcp-path.ts";
import { ProtectedResource } from "../../wire/protected-resource.ts";
import { type Check, type Finding, type Patient, failure, ok, warning } from "./check.ts";

const METADATA_PATH = `/.well-known/oauth-protected-resource${MCP_PATH}`;

/** The experiments are on, and a client that comes without a token is told where to get one. */
export const checkMcpEndpoint: Check = {
  name: "mcp endpoint",
  needs: ["token"],
  run: async (patient) => {
    const { client, context } = patient;
    const on = await client.http.json({ path: "/experiments", signal: context.signal }, Experiments);
    const lacking = ["mcp-server-http", "oauth2"].filter((name) => !on.includes(name));
    if (lacking.length > 0)
      return [
        warning(
          `the experiments ${lacking.join(" and ")} are off; clients can use \`coder exp mcp server\` only`,
          `Start the deployment with --experiments oauth2,mcp-server-http.`,
        ),
      ];
    return [
      ok("the experiments oauth2 and mcp-server-http are on"),
      await challenge(patient),
      await metadata(patient),
    ];
  },
};

async function challenge({ fetch, url }: Patient): Promise<Finding> {
  const { status, header } = await fetch(MCP_PATH);
  const words = header("www-authenticate") ?? "";
  const remedy = "Let the proxy pass 401 and the header WWW-Authenticate on unchanged.";
  if (status !== 401) return failure(`${MCP_PATH} answers ${status} without a token, not 401`, remedy);
  if (words.includes(`resource_metadata="${url}${METADATA_PATH}"`))
    return ok("it asks for a token as MCP says");
  return failure(
    `${MCP_PATH} does not name its metadata at ${url} (${words || "no WWW-Authenticate"})`,
    remedy,
  );
}

async function metadata({ fetch, url }: Patient): Promise<Finding> {
  const answer = await fetch(METADATA_PATH);
  const remedy = `Set the deployment's --access-url to ${url}, or log in with the URL that it has.`;
  if (answer.status !== 200) return failure(`${METADATA_PATH} answers ${answer.status}`, remedy);
  const read = ProtectedResource.safeParse(parse(answer.text));
  const named = read.data?.resource ?? "nothing";
  if (named === `${url}${MCP_PATH}`) return ok(`its metadata names ${named}`);
  return failure(`its metadata names ${named}, not ${url}${MCP_PATH}; clients refuse that`, remedy);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
