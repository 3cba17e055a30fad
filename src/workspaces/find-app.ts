import { findAgentPlaces, type AgentPlace } from "../db/agents.ts";
import { Port } from "../wire/listening-ports.ts";
import type { SharingLevel } from "../wire/template-spec.ts";
import type { WorkspacesContext } from "./workspaces-context.ts";

/** An app of a template, or a port of a workspace, and where in the workspace it is. */
export interface FoundApp {
  readonly agent: AgentPlace;
  /** A slug, or a port as text. */
  readonly app: string;
  readonly port: number;
  /** Whether it speaks TLS. */
  readonly tls: boolean;
  /** What its paths begin with in the workspace, without a slash at its end. */
  readonly prefix: string;
  readonly level: SharingLevel;
}

export interface AppNames {
  readonly owner: string;
  readonly workspace: string;
  /** May be left out where the workspace has one agent. */
  readonly agent: string | undefined;
  readonly app: string;
}

/** The app that these names have in a workspace's latest build; undefined when there is none. */
export async function findApp(
  { db }: Pick<WorkspacesContext, "db">,
  { agent, app, ...names }: AppNames,
): Promise<FoundApp | undefined> {
  const agents = await findAgentPlaces(db, names);
  const named = agents.filter(
    ({ name }) => agent === undefined || name.toLowerCase() === agent.toLowerCase(),
  );
  const [only, ...others] = named;
  return only === undefined || others.length > 0 ? undefined : appOfAgent(only, app);
}

/** The app of that slug, or the port (with an `s` behind it, one that speaks TLS); undefined when it is neither. */
export function appOfAgent(agent: AgentPlace, app: string): FoundApp | undefined {
  const spec = agent.apps.find(({ slug }) => slug === app);
  if (spec === undefined) return portOf(agent, app);
  const url = spec.external || spec.url === null ? null : URL.parse(spec.url);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return undefined;
  const tls = url.protocol === "https:";
  const port = url.port === "" ? (tls ? 443 : 80) : Number(url.port);
  const prefix = url.pathname.replace(/\/+$/, "");
  return { agent, app, port, tls, prefix, level: spec.share ?? "owner" };
}

function portOf(agent: AgentPlace, app: string): FoundApp | undefined {
  const { number, tls } = /^(?<number>\d{1,5})(?<tls>s?)$/.exec(app)?.groups ?? {};
  const port = Port.safeParse(number);
  if (number === undefined || !port.success) return undefined;
  return { agent, app, port: port.data, tls: tls === "s", prefix: "", level: "owner" };
}
