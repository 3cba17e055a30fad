import { expectApi, type Place } from "./api-calls.ts";
import { until } from "./until.ts";

export interface RunningWorkspace {
  readonly id: string;
  readonly name: string;
  /** The id of its agent, which is connected. */
  readonly agent: string;
}

/** Makes a workspace of the built-in template `local`, and waits until its agent is there. */
export async function newWorkspace(owner: Place, name: string): Promise<RunningWorkspace> {
  const templates = await expectApi(owner, "GET /templates");
  const template = templates.find((one: { readonly name: string }) => one.name === "local");
  const { id } = await expectApi(owner, "POST /users/me/workspaces", { name, template_id: template.id });
  const agent = await until("the agent is connected", async () => {
    const { latest_build: build } = await expectApi(owner, `GET /workspaces/${id}`);
    const found = build.resources[0]?.agents?.[0];
    return found?.status === "connected" ? String(found.id) : undefined;
  });
  return { id, name, agent };
}
