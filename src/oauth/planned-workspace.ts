import { organizationById } from "../db/organizations.ts";
import type { WorkspaceFacts } from "../wire/workspace-selector.ts";
import type { IdentityContext } from "./identity-context.ts";

interface Plan {
  readonly name: string;
  readonly owner: { readonly username: string };
  readonly template: { readonly id: string; readonly name: string; readonly organization_id: string };
}

/** A workspace that is about to be made, as limits see it. */
export async function plannedWorkspace(
  { db }: IdentityContext,
  { name, owner, template }: Plan,
): Promise<WorkspaceFacts> {
  const organization = await organizationById(db, template.organization_id);
  return {
    name,
    ownerName: owner.username,
    templateId: template.id,
    templateName: template.name,
    organizationId: template.organization_id,
    organizationName: organization?.name ?? "",
  };
}
