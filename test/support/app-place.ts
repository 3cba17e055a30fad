import type { Browser, Page } from "playwright-core";
import { expectApi } from "./api-calls.ts";
import { openTab, type Tab } from "./chromium.ts";
import { startTestDeployment, type Scope, type TestDeployment } from "./deployment.ts";
import { until } from "./until.ts";

/** A deployment with one running workspace of the template `local`, seen by its owner. */
export interface AppPlace {
  readonly place: TestDeployment;
  readonly agentId: string;
}

export const WORKSPACE = "demo";

export async function startAppPlace(scope: Scope): Promise<AppPlace> {
  const place = await startTestDeployment(scope);
  const templates = await expectApi(place, "GET /templates");
  const { id } = templates.find(({ name }: { readonly name: string }) => name === "local");
  await expectApi(place, "POST /users/me/workspaces", { name: WORKSPACE, template_id: id });
  const agentId = await until("the agent is ready", async () => {
    const { latest_build: build } = await expectApi(place, `GET /users/me/workspace/${WORKSPACE}`);
    const agent = build.resources[0]?.agents[0];
    return agent?.lifecycle_state === "ready" ? String(agent.id) : undefined;
  });
  return { place, agentId };
}

/** A tab of the owner, who is logged in. */
export async function ownersTab(
  scope: Scope,
  browser: Browser,
  place: TestDeployment,
  options: Parameters<typeof openTab>[2] = {},
): Promise<Tab> {
  const tab = await openTab(scope, browser, options);
  await logInAs(tab.page, place);
  return tab;
}

async function logInAs(page: Page, { url, owner }: TestDeployment): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(`${url}/`);
}
