import { invalidField } from "../../wire/errors.ts";
import { ZERO_UUID } from "../../wire/scalars.ts";
import type { ToolContext } from "../context.ts";
import { uuid } from "./arguments.ts";

export const organizationArgument = uuid
  .refine((id) => id !== ZERO_UUID, "must not be the zero UUID")
  .optional()
  .describe("Only for members of several");

/** The organization that is meant (coder-mcp 1.4): the given one, else the caller's only one. */
export async function chooseOrganization(
  { client, signal }: ToolContext,
  given: string | undefined,
): Promise<string> {
  if (given !== undefined) return given;
  const mine = await client.organizations.mine({ signal });
  const only = mine[0];
  if (only !== undefined && mine.length === 1) return only.id;
  const why = mine.length === 0 ? "you are in no organization" : `you are in ${mine.length} organizations`;
  throw invalidField("organization_id", `is required, because ${why}; see coder_list_organizations`);
}
