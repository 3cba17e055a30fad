import { z } from "zod";
import { SERVER_SETTINGS } from "./server-settings.ts";
import type { Settings, Values } from "./setting.ts";
import { httpUrl } from "./setting-schemas.ts";

/** A deployment that a gateway serves. */
export interface GatewayDeployment {
  /** The host name, or name:port, under which clients ask for it; undefined for the one of all other names. */
  readonly host: string | undefined;
  /** Its access URL, without a slash at its end. */
  readonly url: string;
}

const ACCEPTED =
  "must be URLs such as https://coder.example.com or mcp.example.com=https://coder.example.com";

const deploymentList = z.union([z.string(), z.array(z.string())]).transform((given, context) => {
  const fault = (message: string): never => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  const found = [given].flat().map(deploymentOf);
  const deployments = found.filter((one) => one !== undefined);
  if (found.length === 0) return fault("must name a deployment; give its access URL with --url");
  if (deployments.length < found.length) return fault(ACCEPTED);
  const hosts = deployments.map(({ host }) => host);
  const twice = hosts.find((host, at) => hosts.indexOf(host) !== at);
  if (twice !== undefined) return fault(`must name ${twice} once`);
  if (hosts.filter((host) => host === undefined).length > 1)
    return fault("must have at most one URL without a host name; write the others as host=url");
  return deployments;
});

function deploymentOf(text: string): GatewayDeployment | undefined {
  const { host, url = "" } =
    /^(?:(?<host>[^=/]+)=)?(?<url>https?:\/\/[^/?#@]+)\/*$/.exec(text.trim())?.groups ?? {};
  if (URL.parse(url) === null) return undefined;
  if (host === undefined) return { host, url };
  const name = URL.parse(`https://${host}`);
  return name === null || name.username !== "" ? undefined : { host: name.host, url };
}

const { accessUrl, mcpAllowedOrigins, mcpLogLevel, mcpRateLimit, mcpTimeout, httpAddress } = SERVER_SETTINGS;

/** What `coder exp mcp http` can be told. */
export const GATEWAY_SETTINGS = {
  url: {
    env: "CODER_URL",
    flag: "url",
    kind: "list",
    placeholder: "[host=]url",
    description:
      "The access URL of a deployment to serve; host=url serves it to clients that ask for that host name, and may be given several times.",
    default: "",
    schema: deploymentList,
  },
  httpAddress: { ...httpAddress, default: "127.0.0.1:3001" },
  accessUrl: {
    ...accessUrl,
    description: "The URL under which clients reach the gateway; empty means the address it listens on.",
    schema: httpUrl.refine(
      (url) => url === "" || URL.parse(url)?.pathname === "/",
      "must be a URL without a path, such as https://mcp.example.com",
    ),
  },
  mcpTimeout: {
    ...mcpTimeout,
    description: "The longest that one tool call may take; commands that it started go on.",
  },
  mcpRateLimit: {
    ...mcpRateLimit,
    description: "Requests a minute of one user; 0 or less turns the limit off.",
  },
  mcpAllowedOrigins: {
    ...mcpAllowedOrigins,
    description:
      "Comma-separated origins of other sites whose pages may use the endpoint, such as https://app.example.com.",
  },
  logLevel: {
    ...mcpLogLevel,
    description:
      "The least severe log lines to write to stderr: debug, info, warn or error; debug has one for every request.",
    flag: "log-level",
  },
} as const satisfies Settings;

export type GatewayValues = Values<typeof GATEWAY_SETTINGS>;
