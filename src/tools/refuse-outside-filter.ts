import { AppError } from "../wire/errors.ts";
import type { Template } from "../wire/template.ts";
import type { ToolContext } from "./context.ts";
import { refusalOf } from "./workspace-filter.ts";

interface Wanted {
  readonly name: string;
  readonly owner: string;
}

/** Throws AppError "forbidden" for a workspace to be made that the server's filter would hide. */
export async function refuseOutsideFilter(
  context: ToolContext,
  { name, owner }: Wanted,
  template: Template,
): Promise<void> {
  if (context.filter.fields.size === 0) return;
  const me = (await context.cache.me(context.signal)).username.toLowerCase();
  const plan = {
    owner: owner === "me" ? me : owner,
    name,
    template: template.name,
    organization: template.organization_name,
    organizationId: template.organization_id,
  };
  const refusal = refusalOf(context.filter, plan, me);
  if (refusal !== undefined) throw new AppError("forbidden", `not created: ${refusal}`);
}
