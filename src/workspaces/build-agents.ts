import { createHash, randomUUID } from "node:crypto";
import type { BuildRow } from "../db/builds.ts";
import type { Db } from "../db/connect.ts";
import {
  agentsOfResources,
  deleteResources,
  insertResources,
  moveAgent,
  resourcesOfJobs,
} from "../db/resources.ts";
import type { AgentToStart, ProvisionedResource } from "../provisioners/provisioner.ts";
import type { TemplateSpec } from "../wire/template-spec.ts";

/** What an agent's token is known by: only its hash is stored. */
export function hashAgentToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * Makes the rows of a start build's agents, each with a token of its own, so that they can dial home as soon as the
 * provisioner has launched them. Until it has told its resources they stand in one of their own.
 */
export async function announceAgents(
  db: Db,
  build: BuildRow,
  spec: TemplateSpec,
): Promise<readonly AgentToStart[]> {
  const agents = spec.agents.map((agent) => ({ id: randomUUID(), token: randomUUID(), spec: agent }));
  const resourceId = randomUUID();
  // An interrupted attempt of this job may have left some.
  await deleteResources(db, build.job_id);
  await insertResources(
    db,
    [{ ...resourceRow(build, resourceId), type: "workspace", name: build.workspace_name, metadata: "[]" }],
    agents.map(({ id, token, spec: agent }) => ({
      id,
      resource_id: resourceId,
      build_id: build.id,
      workspace_id: build.workspace_id,
      name: agent.name,
      hashed_token: hashAgentToken(token),
      spec: JSON.stringify(agent),
      apps: JSON.stringify(agent.apps.map((app) => ({ ...app, id: randomUUID() }))),
      replica_id: null,
    })),
  );
  return agents;
}

/** Stores the resources that the provisioner told, and puts each agent in the one that names it. */
export async function placeAgents(
  db: Db,
  build: BuildRow,
  resources: readonly ProvisionedResource[],
): Promise<void> {
  const provisional = await resourcesOfJobs(db, [build.job_id]);
  const agents = await agentsOfResources(
    db,
    provisional.map(({ id }) => id),
  );
  const rows = resources.map((resource) => ({ id: randomUUID(), resource }));
  await insertResources(
    db,
    rows.map(({ id, resource: { type, name, icon, metadata } }) => {
      return { ...resourceRow(build, id), type, name, icon, metadata: JSON.stringify(metadata) };
    }),
    [],
  );
  const homeOf = (agent: string): string | undefined =>
    (rows.find(({ resource }) => resource.agents.includes(agent)) ?? rows[0])?.id;
  for (const agent of agents) await moveAgent(db, agent.id, homeOf(agent.name));
  const kept = agents.length > 0 && rows.length === 0;
  if (!kept)
    await deleteResources(
      db,
      build.job_id,
      provisional.map(({ id }) => id),
    );
}

const resourceRow = (build: BuildRow, id: string) => ({
  id,
  job_id: build.job_id,
  transition: build.transition,
});
