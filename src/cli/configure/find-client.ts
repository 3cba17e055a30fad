import { ConfigError } from "../../config/setting.ts";
import type { ClientTarget } from "./target.ts";
import { TARGETS } from "./targets.ts";
import { WEB_CLIENTS, type WebClient } from "./web-clients.ts";

/** The client with a name. Throws ConfigError that lists those that there are. */
export function findClient(name: string): ClientTarget | WebClient {
  const all = [...TARGETS, ...WEB_CLIENTS];
  const client = all.find(({ id, aliases = [] }) => id === name || aliases.includes(name));
  if (client !== undefined) return client;
  const fault = name === "" ? "no client is given" : `there is no client "${name}"`;
  throw new ConfigError(`${fault}; accepted are ${all.map(({ id }) => id).join(", ")}`);
}
