import type { ToolContext } from "../../tools/context.ts";
import { locateWorkspace } from "../../tools/locate-workspace.ts";
import { AppError, invalidField } from "../../wire/errors.ts";
import { offers } from "../resources/resource-templates.ts";
import { parseResourceUri, type ResourceAddress } from "../../tools/resource-uri.ts";
import type { Toolbox } from "../toolbox.ts";

/** Throws AppError "invalid" for a resource that is never news, and "not_found" for a workspace that is not there. */
export async function checkSubscribable(context: ToolContext, toolbox: Toolbox, uri: string): Promise<void> {
  const address = parseResourceUri(uri);
  if (!isNews(address))
    throw invalidField(
      "uri",
      "only workspaces, coder://workspaces/{owner}/{name}, files in them, and coder://activity/recent can be subscribed to",
    );
  if (!offers(toolbox, address.kind)) throw new AppError("not_found", `no resource ${uri}`);
  if (address.kind !== "activity") await locateWorkspace(context, address.workspace);
}

/** Whether changes of a resource are told. */
export const isNews = (
  address: ResourceAddress,
): address is Extract<ResourceAddress, { kind: "workspace" | "file" | "activity" }> =>
  address.kind === "workspace" ||
  address.kind === "file" ||
  (address.kind === "activity" && address.event === undefined);
