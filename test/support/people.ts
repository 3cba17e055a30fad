import { randomUUID } from "node:crypto";
import { expectApi, type Place } from "./api-calls.ts";
import type { Person } from "./oauth-flow.ts";

export interface Member extends Person {
  readonly id: string;
  readonly username: string;
  /** A session's token. */
  readonly token: string;
}

/** A user without roles, who is logged in. */
export async function newMember(owner: Place): Promise<Member> {
  const username = `m${randomUUID().slice(0, 8)}`;
  const person = { email: `${username}@example.com`, password: "Correct-Horse-9!" };
  const { organization_ids } = await expectApi(owner, "GET /users/me");
  const fields = { ...person, username, organization_ids, user_status: "active" };
  const { id } = await expectApi(owner, "POST /users", fields);
  const { session_token: token } = await expectApi({ ...owner, token: "" }, "POST /users/login", person);
  return { ...person, id, username, token };
}
