import { CLIENT_CAPABILITIES_META_KEY, type ServerContext } from "@modelcontextprotocol/server";
import { fieldOf } from "../lib/field-of.ts";
import { TASKS_EXTENSION, type ProtocolServer } from "./features/feature.ts";

/** What a call's client has declared it can do, as far as it matters here. */
export interface ClientAbilities {
  /** It can show a form to a person. */
  readonly forms: boolean;
  /** It can follow a task (SEP-2663). */
  readonly tasks: boolean;
}

/** Modern clients declare with each request, legacy ones in the handshake; extensions are modern only. */
export function clientAbilities(server: ProtocolServer, { mcpReq }: ServerContext): ClientAbilities {
  const declared = fieldOf(mcpReq.envelope, CLIENT_CAPABILITIES_META_KEY);
  if (declared !== undefined) return declaredAbilities(declared);
  return { ...declaredAbilities(server.getClientCapabilities()), tasks: false };
}

/** What the capabilities of a request of revision 2026-07-28 say. */
export const declaredAbilities = (capabilities: unknown): ClientAbilities => ({
  forms: showsForms(fieldOf(capabilities, "elicitation")),
  tasks: fieldOf(fieldOf(capabilities, "extensions"), TASKS_EXTENSION) !== undefined,
});

/** A client that names no mode can show forms: modes came later than elicitation. */
const showsForms = (elicitation: unknown): boolean =>
  elicitation !== undefined &&
  (fieldOf(elicitation, "form") !== undefined || fieldOf(elicitation, "url") === undefined);
