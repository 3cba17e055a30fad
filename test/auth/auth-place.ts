import { openBrowser, type Browser } from "../support/browser.ts";
import {
  closeInReverse,
  startTestDeployment,
  type Scope,
  type TestDeployment,
} from "../support/deployment.ts";
import { logIn, newClient, type OAuthClient, type Person } from "../support/oauth-flow.ts";

export interface AuthPlace extends TestDeployment {
  readonly mcpUrl: string;
  /** A public client. */
  readonly client: OAuthClient;
  /** A browser in which the owner is logged in. */
  readonly browser: Browser;
  /** Another browser, in which this person is logged in. */
  readonly browserOf: (person: Person) => Promise<Browser>;
}

/** A deployment with OAuth on, a client that is registered there, and the owner at a browser. */
export async function authPlace(scope: Scope): Promise<AuthPlace> {
  const closing = closeInReverse(scope);
  const experiments = ["oauth2", "mcp-server-http"];
  const deployment = await startTestDeployment({ after: closing }, { experiments });
  const browserOf = async (person: Person): Promise<Browser> => {
    const browser = openBrowser(deployment.url);
    await logIn(deployment, browser, person);
    return browser;
  };
  return {
    ...deployment,
    mcpUrl: `${deployment.url}/api/experimental/mcp/http`,
    client: await newClient(deployment),
    browser: await browserOf(deployment.owner),
    browserOf,
  };
}
