import { insertAuditLogs } from "../db/audit-logs.ts";
import { organizationNames } from "../db/organizations.ts";
import { insertPolicy, newestPolicy } from "../db/policies.ts";
import type { RequestOrigin } from "../wire/audit-log.ts";
import type { CREDENTIALS, Policy, PolicyRule } from "../wire/policy.ts";
import type { IdentityContext } from "./identity-context.ts";
import type { Limit } from "./limit.ts";
import type { Subject } from "./rbac.ts";

/** The subject with what the deployment's policy limits for it. */
export async function underPolicy(context: IdentityContext, subject: Subject): Promise<Subject> {
  const rules = await rulesFor(context, subject);
  if (rules.length === 0) return subject;
  return { ...subject, limits: [...subject.limits, ...rules.map((rule) => limitOf(rule, subject))] };
}

/** The rules that are about a subject, those of the file first. */
export async function rulesFor(context: IdentityContext, subject: Subject): Promise<readonly PolicyRule[]> {
  const policies = [context.filePolicy, await newestPolicy(context.db)];
  const rules = policies.flatMap((policy) => policy?.rules ?? []);
  if (rules.length === 0) return [];
  const ids = Object.keys(subject.organizations);
  const needsNames = rules.some((rule) => rule.for?.organizations !== undefined);
  const names = needsNames ? await organizationNames(context.db, ids) : [];
  return rules.filter((rule) => isAbout(rule, subject, [...ids, ...names]));
}

function isAbout(rule: PolicyRule, subject: Subject, organizations: readonly string[]): boolean {
  const { users, roles, organizations: wanted } = rule.for ?? {};
  const held = ["member", ...subject.roles, ...Object.values(subject.organizations).flat()];
  return (
    (rule.credentials === undefined || rule.credentials.includes(credentialOf(subject))) &&
    isOneOf(users, [subject.username, subject.userId]) &&
    isOneOf(roles, held) &&
    isOneOf(wanted, organizations)
  );
}

function isOneOf(wanted: readonly string[] | undefined, held: readonly string[]): boolean {
  if (wanted === undefined) return true;
  const known = new Set(held.map((name) => name.toLowerCase()));
  return wanted.some((name) => known.has(name.toLowerCase()));
}

function credentialOf({ grant, loginType }: Subject): (typeof CREDENTIALS)[number] {
  if (grant !== undefined) return "oauth";
  return loginType === "token" ? "token" : "session";
}

/** Commands are counted for each user apart. */
function limitOf(rule: PolicyRule, { userId }: Subject): Limit {
  return {
    source: "policy",
    id: `policy ${rule.name} ${userId}`,
    label: `The policy "${rule.name}"`,
    rules: rule.limits ?? {},
    approvals: rule.approvals ?? [],
  };
}

/** The policy that administrators have set; undefined while there is none. */
export const readPolicy = async ({ db }: IdentityContext): Promise<Policy | undefined> =>
  await newestPolicy(db);

/** Puts a policy in the place of the one before, and tells the audit log in the same transaction. */
export async function setPolicy(
  { db }: IdentityContext,
  policy: Policy,
  subject: Subject,
  origin: RequestOrigin,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await insertPolicy(trx, policy, subject.userId);
    const rules = policy.rules.map(({ name }) => name);
    await insertAuditLogs(trx, [
      {
        ...origin,
        userId: subject.userId,
        keyId: subject.keyId,
        action: "write",
        resourceType: "deployment_policy",
        resourceTarget: "policy",
        statusCode: 200,
        additionalFields: { rules },
      },
    ]);
  });
}
