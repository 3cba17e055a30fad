import { connect } from "../../src/db/connect.ts";
import { createApi } from "../../src/api/app.ts";
import type { ApiDeps } from "../../src/api/api-deps.ts";
import { identityGroups } from "../../src/api/identity-groups.ts";
import { createSession } from "../../src/oauth/create-session.ts";
import type { IdentityContext } from "../../src/oauth/identity-context.ts";
import { createFirstUser } from "../../src/oauth/first-user.ts";
import { createUser } from "../../src/oauth/create-user.ts";
import { CreateUser } from "../../src/wire/user.ts";
import { freshDatabase } from "./fresh-database.ts";
import { testAudit } from "./test-audit.ts";

export const PASSWORD = "Correct-Horse-9!";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly token: string;
}

export interface Call {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface IdentityApi {
  readonly identity: IdentityContext;
  readonly organizationId: string;
  readonly owner: Person;
  /** A new active user of the default organization with these site roles. */
  readonly person: (...roles: string[]) => Promise<Person>;
  /** Calls `path`, below `/api/v2` unless it begins with another folder of the deployment. */
  readonly call: (path: string, call?: Call) => Promise<Answer>;
  readonly errors: object[];
}

type Context = { after: (fn: () => Promise<void>) => void };

/** The API without a first user, over a database of its own. */
export async function emptyApi(t: Context, options: Partial<ApiDeps> = {}) {
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closing.toReversed()) await close();
  });
  const url = await freshDatabase({ after: (fn) => closing.push(fn) });
  const { db, units, close } = connect(url, { max: 4, onError: () => {} });
  closing.push(close);
  const identity: IdentityContext = { db, passwordCost: { ln: 8, r: 8, p: 1 }, ...options.identity };
  const errors: object[] = [];
  const deps: ApiDeps = {
    log: { error: (fields) => errors.push(fields) },
    ...testAudit({ db, units }, errors),
    version: "1.2.3",
    accessUrl: "http://coder.test",
    wildcardHost: "",
    deploymentId: "7d2c3a7e-1111-4222-8333-944445555666",
    rateLimit: 0,
    experiments: ["oauth2"],
    toolScopes: [],
    ...options,
    identity,
  };
  const api = createApi(deps, identityGroups);
  const call = async (path: string, { method, token, body, headers }: Call = {}): Promise<Answer> => {
    const response = await api.request(/^\/\/?(api|healthz|latency)/.test(path) ? path : `/api/v2${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: { ...(token === undefined ? {} : { "Coder-Session-Token": token }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : text,
    };
  };
  return { api, identity, call, errors };
}

/** The API of a deployment that has an owner. */
export async function identityApi(t: Context, options: Partial<ApiDeps> = {}): Promise<IdentityApi> {
  const { identity, call, errors } = await emptyApi(t, options);
  const first = { email: "root@example.com", username: "root", name: "", password: PASSWORD };
  const { userId, organizationId } = await createFirstUser(identity, first);
  const session = async (id: string, username: string): Promise<Person> => ({
    id,
    username,
    token: await createSession(identity.db, id, new Date()),
  });
  let people = 0;
  const person = async (...roles: string[]) => {
    const username = `user-${++people}`;
    const fields = { email: `${username}@example.com`, username, password: PASSWORD, roles };
    const request = CreateUser.parse({ ...fields, user_status: "active" });
    return await session((await createUser(identity, request, [organizationId])).id, username);
  };
  return { identity, organizationId, owner: await session(userId, "root"), person, call, errors };
}
