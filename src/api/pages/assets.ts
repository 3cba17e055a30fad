import { Hono } from "hono";
import { AppError } from "../../wire/errors.ts";
import type { ApiContext, ApiEnv } from "../api-env.ts";
import type { LoadAsset, PageDeps } from "./page-deps.ts";

const FOREVER = "public, max-age=31536000, immutable";

/** The files that pages refer to. Only those that were there at the start exist: no path leads to any other. */
export const assetRoutes = ({ assets }: PageDeps): Hono<ApiEnv> => {
  const icon = [...assets.entries()].find(([path]) => path.endsWith(".svg"))?.[1];
  return new Hono<ApiEnv>()
    .get("/favicon.ico", (c) => send(c, icon, "public, max-age=86400"))
    .get("/assets/:name", (c) => send(c, assets.get(`/assets/${c.req.param("name")}`), FOREVER));
};

async function send(c: ApiContext, load: LoadAsset | undefined, caching: string): Promise<Response> {
  if (load === undefined) throw new AppError("not_found", "There is no such file.");
  const asset = await load();
  c.header("Content-Type", asset.type);
  c.header("Cache-Control", caching);
  c.header("Cross-Origin-Resource-Policy", "same-origin");
  // An image that is opened by itself runs nothing either.
  c.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  c.header("Vary", "Accept-Encoding");
  const zipped = asset.gzip !== undefined && /\bgzip\b/.test(c.req.header("Accept-Encoding") ?? "");
  if (zipped) c.header("Content-Encoding", "gzip");
  return c.body(zipped ? asset.gzip : asset.body);
}
