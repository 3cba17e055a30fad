import { z } from "zod";
import { READS } from "../tool.ts";
import { defineCoderTool } from "./define-coder-tool.ts";
import { listResult } from "./json-result.ts";

export const listOrganizations = defineCoderTool({
  name: "coder_list_organizations",
  title: "Coder: list organizations",
  description: "List the organizations that you are in.",
  annotations: READS,
  scopes: ["organization:read"],
  input: z.strictObject({}),

  run: async ({ client, signal }) => {
    const all = await client.organizations.mine({ signal });
    return listResult(all, (shown) =>
      shown < all.length ? `${all.length - shown} more left out.` : undefined,
    );
  },
});
