import { isIP } from "node:net";

/** A client that keeps its servers in an account; its user enters what is printed. */
export interface WebClient {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly steps: (name: string, url: string) => readonly string[];
}

export const WEB_CLIENTS: readonly WebClient[] = [
  {
    id: "chatgpt",
    title: "ChatGPT",
    steps: (name, url) => [
      "1. Open https://chatgpt.com, then Settings, Apps, Advanced settings, and switch Developer mode on.",
      "2. Press Create app and enter:",
      `     Name            ${name}`,
      `     MCP server URL  ${url}`,
      "     Authentication  OAuth",
      "3. Press Create, log in to the deployment and choose what ChatGPT may do.",
    ],
  },
  {
    id: "claude-web",
    aliases: ["claude.ai"],
    title: "claude.ai and the connectors of Claude Desktop",
    steps: (name, url) => [
      "1. Open https://claude.ai, then Settings, Connectors, Add custom connector.",
      "2. Enter:",
      `     Name                   ${name}`,
      `     Remote MCP server URL  ${url}`,
      "   and leave the OAuth fields below Advanced settings empty.",
      "3. Press Add, then Connect; log in to the deployment and choose what Claude may do.",
    ],
  },
];

/** What would keep a service in the internet from reaching a deployment; empty where nothing is seen. */
export function whyUnreachable(url: string): string {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:") return `${hostname} is not served over https, which such a client demands.`;
  const host = hostname.replace(/^\[|\]$/g, "");
  const isPrivate =
    /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host) ||
    /\.(?:local|internal)$/.test(host);
  if (isPrivate || (isIP(host) === 6 && /^(?:::1$|f[cd])/i.test(host))) {
    return `${host} is an address of a private network, where such a client does not reach.`;
  }
  return "";
}
