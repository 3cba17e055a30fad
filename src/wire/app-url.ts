import { z } from "zod";
import { Time } from "./scalars.ts";

/** Body of `POST /workspaceagents/:agent/apps/urls`: what the URL is to open, and for how long. */
export const StartAppUrl = z
  .strictObject({
    /** The slug of an app of the template. */
    app: z.string().min(1).max(64).optional(),
    /** A TCP port of the workspace. */
    port: z.int().min(1).max(65_535).optional(),
    /** Seconds; the end of the caller's token may come sooner. */
    expires_in: z.int().min(10).max(86_400).default(3600),
  })
  .refine(({ app, port }) => (app === undefined) !== (port === undefined), {
    message: "give either app or port",
    path: ["app"],
  });
export type StartAppUrl = z.input<typeof StartAppUrl>;

export const AppUrl = z.object({
  /** Whoever has it may use the app, until it expires, without a login. */
  url: z.string(),
  expires_at: Time,
});
export type AppUrl = z.infer<typeof AppUrl>;
