import type { ReadResourceResult } from "@modelcontextprotocol/server";
import type { ToolContext } from "../../tools/context.ts";
import { AppError } from "../../wire/errors.ts";
import type { Toolbox } from "../toolbox.ts";
import { readActivity } from "./read-activity.ts";
import { readBuildLog } from "./read-build-log.ts";
import { readCommandOutput } from "./read-command-output.ts";
import { readFileResource } from "./read-file-resource.ts";
import { readTemplate } from "./read-template.ts";
import { readWorkspace } from "./read-workspace.ts";
import { offers } from "./resource-templates.ts";
import { parseResourceUri, type ResourceAddress } from "../../tools/resource-uri.ts";

/** Reads a resource as the caller may see it; throws AppError "not_found" for what is not there or not selected. */
export async function readResource(
  context: ToolContext,
  toolbox: Toolbox,
  uri: string,
): Promise<ReadResourceResult> {
  const address = addressOf(uri);
  if (!offers(toolbox, address.kind)) throw new AppError("not_found", `no resource ${uri}`);
  const contents = await read(context, address, uri);
  return { contents: [...contents] };
}

/** A URI of no form of ours is a resource that does not exist. */
function addressOf(uri: string): ResourceAddress {
  try {
    return parseResourceUri(uri);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError("not_found", error.message, { cause: error });
  }
}

function read(
  context: ToolContext,
  address: ResourceAddress,
  uri: string,
): Promise<ReadResourceResult["contents"]> {
  switch (address.kind) {
    case "workspace":
      return readWorkspace(context, address.workspace, uri);
    case "log":
      return readBuildLog(context, address, uri);
    case "output":
      return readCommandOutput(context, address, uri);
    case "file":
      return readFileResource(context, address, uri);
    case "template":
      return readTemplate(context, address.template, uri);
    case "activity":
      return readActivity(context, address.event, uri);
  }
}
