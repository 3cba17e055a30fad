import { Hono } from "hono";
import { AppError, invalidField } from "../wire/errors.ts";
import { addFile, getFile } from "../workspaces/files.ts";
import type { ApiContext, ApiEnv } from "./api-env.ts";
import { subjectOf } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";
import { FILES_LIMIT, rateLimit, stricterLimit } from "./rate-limit.ts";
import { readBody } from "./read-body.ts";
import { reply } from "./reply.ts";
import { uuidParam } from "./uuid-param.ts";

const MAX_BYTES = 100 * 1024 * 1024;
const TAR = "application/x-tar";

/** Uploads that template versions are made of (coder-api 3.4). */
export const fileRoutes = (deps: WorkspaceDeps): Hono<ApiEnv> => {
  const routes = new Hono<ApiEnv>();
  const limit = rateLimit(stricterLimit(deps.rateLimit, FILES_LIMIT));
  routes.post("/files", limit, async (c) => await upload(c, deps));
  routes.get("/files/:file", limit, async (c) => await download(c, deps));
  return routes;
};

async function upload(c: ApiContext, { workspaces }: WorkspaceDeps): Promise<Response> {
  const { userId } = subjectOf(c);
  authorize(subjectOf(c), "create", { type: "file", ownerId: userId });
  refuseOtherThanTar(c.req.header("content-type") ?? "");
  const data = Buffer.from(await readUpload(c));
  const { id, created } = await addFile(workspaces, { createdBy: userId, mimetype: TAR, data });
  return reply(c, { hash: id }, created ? 201 : 200);
}

function refuseOtherThanTar(type: string): void {
  if (type === TAR) return;
  throw invalidField(
    "Content-Type",
    `must be ${TAR}, not "${type}"; send the template as an uncompressed tar archive`,
  );
}

/** Coder answers a body that is too large with 400 here. */
async function readUpload(c: ApiContext): Promise<Uint8Array> {
  try {
    return await readBody(c, MAX_BYTES);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "too_large") throw error;
    throw new AppError("too_large", error.message, { status: 400, cause: error });
  }
}

async function download(c: ApiContext, { workspaces }: WorkspaceDeps): Promise<Response> {
  const subject = subjectOf(c);
  const id = uuidParam(c, "file");
  const file = await getFile(workspaces, id);
  authorize(subject, "read", { type: "file", id, ownerId: file.created_by });
  const format = c.req.query("format") ?? "";
  if (format !== "") throw invalidField("format", `is not offered ("${format}"); files come as ${TAR} only`);
  return c.body(Uint8Array.from(file.data), 200, { "content-type": file.mimetype });
}
