import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { callApi, expectApi } from "../support/api-calls.ts";
import { type AppPlace, ownersTab, startAppPlace, WORKSPACE } from "../support/app-place.ts";
import { noChromium, openTab, suiteChromium } from "../support/chromium.ts";
import { query } from "../support/query.ts";
import { until } from "../support/until.ts";

describe("a person and their workspaces", { skip: noChromium }, () => {
  const browser = suiteChromium();
  const closing = new AsyncDisposableStack();
  let app: AppPlace;
  const at = (path: string): string => app.place.url + path.replace("OWNER", app.place.owner.username);
  const agent = (path: string): string => `/workspaceagents/${app.agentId}${path}`;

  before(async () => {
    app = await startAppPlace({ after: (close) => closing.defer(close) });
  });
  after(() => closing.disposeAsync());

  it("comes to the login first, and then where they wanted", async (t) => {
    const { page } = await openTab(t, browser());
    await page.goto(at("/templates/local?x=1"));
    await page.getByLabel("E-mail").fill(app.place.owner.email);
    await page.getByLabel("Password", { exact: true }).fill(app.place.owner.password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("heading", { name: "Versions" }).waitFor();
    assert.equal(page.url(), at("/templates/local?x=1"));
  });

  it("makes a workspace, sees it come up, stops, starts and deletes it", async (t) => {
    const { page, complaints } = await ownersTab(t, browser(), app.place);
    await page.goto(at("/templates"));
    await page.getByRole("link", { name: "New workspace" }).click();
    await page.getByLabel("Name").fill("made-here");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "admin/made-here" }).waitFor();
    await page.getByText("ready", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText("CPU").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("stopped", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText("ready", { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Delete" }).click();
    assert.equal((await expectApi(app.place, "GET /workspaces?q=name:made-here")).count, 1);
    await page.getByRole("button", { name: "Delete it with all of its files" }).click();
    await until("it is deleted", async () => {
      const { count } = await expectApi(app.place, "GET /workspaces?q=name:made-here");
      return count === 0 ? true : undefined;
    });
    // What is asked of an agent in the moment in which its workspace stops is refused.
    assert.deepEqual(
      complaints.filter((text) => !text.includes("409")),
      [],
    );
  });

  it("is told why a workspace cannot be made", async (t) => {
    const { page } = await ownersTab(t, browser(), app.place);
    await page.goto(at("/workspaces/new?template=local"));
    await page.getByLabel("Name").fill(WORKSPACE);
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("alert").getByText("already exists").waitFor();
  });

  it("runs a command, sees its output as it comes, and kills it", async (t) => {
    const { page, complaints } = await ownersTab(t, browser(), app.place);
    await page.goto(at(`/@OWNER/${WORKSPACE}/commands`));
    await page.getByLabel("Command").fill("echo begun; sleep 600");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByRole("log").getByText("begun").waitFor();
    await page.getByRole("button", { name: "Kill" }).click();
    const row = page.getByRole("row", { name: /begun/ });
    await until("it has ended", async () => (/running/.test(await row.innerText()) ? undefined : true));
    const { executions } = await expectApi(app.place, `GET ${agent("/executions")}`);
    assert.equal(`${executions[0].state} ${executions[0].signal}`, "killed SIGTERM");
    assert.deepEqual(complaints, []);
  });

  it("edits a file, and does not overwrite what somebody else changed meanwhile", async (t) => {
    const run = async (command: string): Promise<void> =>
      void (await expectApi(app.place, `POST ${agent("/executions")}`, { command, wait_ms: 10_000 }));
    await run("mkdir -p d; printf 'one\\ntwo\\n' > d/list.txt");
    const { page } = await ownersTab(t, browser(), app.place);
    await page.goto(at(`/@OWNER/${WORKSPACE}/files`));
    await page.getByRole("button", { name: "d/" }).click();
    await page.getByRole("button", { name: "list.txt" }).click();
    await page.getByLabel("Content").fill("one\ntwo\nthree\n");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("3 lines").waitFor();
    await run("echo four >> d/list.txt");
    await page.getByLabel("Content").fill("mine\n");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByLabel("Content").inputValue(), "mine\n");
    const { content } = await expectApi(app.place, `GET ${agent("/files/text?path=~/d/list.txt")}`);
    assert.equal(content, "one\ntwo\nthree\nfour");
  });

  it("sees at once what is done in their name, and stops it", async (t) => {
    const { page, complaints } = await ownersTab(t, browser(), app.place);
    await page.goto(at("/activity"));
    await page.getByLabel("Workspace").waitFor();
    const command = "sleep 601";
    const { execution } = await expectApi(app.place, `POST ${agent("/executions")}`, { command });
    const session = page.locator("section.session").filter({ hasText: command });
    await session.getByText(command).waitFor();
    await session.getByRole("button", { name: "Stop" }).click();
    await session.getByRole("button", { name: "End its commands" }).click();
    await session.getByText(/Ended \d+ running commands/).waitFor();
    const { state } = await expectApi(app.place, `GET ${agent(`/executions/${execution.id}`)}`);
    assert.equal(state, "killed");
    assert.deepEqual(complaints, []);
  });

  it("types into a shell, finds it again on the page loaded anew, and opens another", async (t) => {
    const { page, complaints } = await ownersTab(t, browser(), app.place);
    await page.goto(at(`/@OWNER/${WORKSPACE}`));
    await page.getByRole("link", { name: "Terminal" }).click();
    await page.getByText("Connected", { exact: true }).waitFor();
    const screen = page.locator(".xterm-rows");
    await page.keyboard.type("kept=here-$((40+2)); echo $kept\n");
    await screen.getByText(/^here-42/).waitFor();
    await page.reload();
    await page.getByText("Connected", { exact: true }).waitFor();
    await page.keyboard.type("clear; echo again-$kept\n");
    await screen.getByText(/^again-here-42/).waitFor();
    await page.keyboard.type("stty size | tr ' ' x; exit\n");
    await page.getByText("The shell has ended.").waitFor();
    await page.getByRole("button", { name: "Open another" }).click();
    await page.getByText("Connected", { exact: true }).waitFor();
    assert.deepEqual(complaints, []);
  });

  it("makes a token that works, and ends it", async (t) => {
    const { page, complaints } = await ownersTab(t, browser(), app.place);
    await page.goto(at("/tokens"));
    await page.getByLabel("Name").fill("for-a-script");
    await page.getByRole("button", { name: "Create a token" }).click();
    const token = await page.getByText("only time").locator("xpath=following-sibling::p/code").innerText();
    const asToken = { url: app.place.url, token };
    assert.equal((await callApi(asToken, "GET /users/me")).status, 200);
    const row = page.getByRole("row", { name: /for-a-script/ });
    await row.getByRole("button", { name: "Revoke" }).click();
    await row.getByRole("button", { name: "End the token" }).click();
    await row.waitFor({ state: "detached" });
    assert.equal((await callApi(asToken, "GET /users/me")).status, 401);
    assert.deepEqual(complaints, []);
  });

  it("sees which clients they let in, and ends a client's access", async (t) => {
    const me = await expectApi(app.place, "GET /users/me");
    await query(
      app.place.postgresUrl,
      `insert into oauth_grants (id, user_id, client_id, client_name, audience, scopes, toolsets, read_only, workspaces)
       values (gen_random_uuid(), '${me.id}', 'c1', 'Some assistant', 'x', '{coder:all}', '{default}', true, 'owner:me')`,
    );
    const { page, complaints } = await ownersTab(t, browser(), app.place);
    await page.goto(at("/tokens"));
    const row = page.getByRole("row", { name: /Some assistant/ });
    await row.getByText("read only").waitFor();
    await row.getByRole("button", { name: "Revoke" }).click();
    await row.getByRole("button", { name: "End its access" }).click();
    await row.waitFor({ state: "detached" });
    assert.deepEqual(await expectApi(app.place, "GET /users/me/oauth2-grants"), []);
    assert.deepEqual(complaints, []);
  });

  it("makes a user, gives them a role, suspends and deletes them; they see less themselves", async (t) => {
    const { page, complaints } = await ownersTab(t, browser(), app.place);
    const person = { email: "ann@example.com", password: "Correct-Horse-9!" };
    await page.goto(at("/users"));
    await page.getByRole("button", { name: "New user" }).click();
    await page.getByLabel("Username").fill("ann");
    await page.getByLabel("E-mail").fill(person.email);
    await page.getByLabel("Password").fill(person.password);
    await page.getByRole("button", { name: "Create the user" }).click();
    const row = page.getByRole("row", { name: /ann@example.com/ });
    await row.getByText("member").click();
    await row.getByLabel("Auditor").click();
    await row.getByText("auditor").first().waitFor();
    const { roles } = await expectApi(app.place, "GET /users/ann");
    assert.deepEqual(
      roles.map(({ name }: { readonly name: string }) => name),
      ["auditor"],
    );

    const hers = await openTab(t, browser());
    await hers.page.goto(at("/workspaces"));
    await hers.page.getByLabel("E-mail").fill(person.email);
    await hers.page.getByLabel("Password", { exact: true }).fill(person.password);
    await hers.page.getByRole("button", { name: "Log in" }).click();
    await hers.page.getByText("No workspace matches").waitFor();
    const places = await hers.page
      .getByRole("navigation", { name: "Main" })
      .getByRole("link")
      .allInnerTexts();
    assert.deepEqual(places, [
      "Workspaces",
      "Templates",
      "Activity",
      "Approvals",
      "Clients",
      "Audit",
      "Settings",
    ]);
    await hers.page.goto(at(`/@OWNER/${WORKSPACE}`));
    await hers.page.getByRole("alert").getByText("not found").waitFor();

    await row.getByRole("button", { name: "Suspend" }).click();
    await row.getByText("suspended").waitFor();
    await row.getByRole("button", { name: "Delete" }).click();
    await row.getByRole("button", { name: "Delete the user" }).click();
    await row.waitFor({ state: "detached" });
    assert.equal((await callApi(app.place, "GET /users/ann")).status, 404);
    assert.deepEqual(complaints, []);
  });

  it("is told when the deployment does not answer, and goes on when it does", async (t) => {
    const { page } = await ownersTab(t, browser(), app.place);
    await page.goto(at("/templates"));
    await page.getByRole("link", { name: "local" }).waitFor();
    await page.route("**/api/v2/**", async (route) => await route.abort());
    await page.getByRole("link", { name: "local" }).click();
    await page.getByText("does not answer").first().waitFor({ timeout: 30_000 });
    await page.unroute("**/api/v2/**");
    await page.reload();
    await page.getByRole("heading", { name: "Versions" }).waitFor();
  });
});
