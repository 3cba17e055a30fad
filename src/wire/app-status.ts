import { z } from "zod";
import { Time, Uuid } from "./scalars.ts";

export const APP_STATES = ["working", "idle", "complete", "failure"] as const;
export const MAX_STATUS_MESSAGE = 160;

/** Coder's AppStatus (coder-api 2.9): what goes on in an app, as its agent reported it. */
export const AppStatus = z.object({
  id: Uuid,
  created_at: Time,
  workspace_id: Uuid,
  agent_id: Uuid,
  app_id: Uuid,
  state: z.string(),
  message: z.string(),
  uri: z.string().default(""),
  icon: z.string().default(""),
  needs_user_attention: z.boolean().default(false),
});
export type AppStatus = z.infer<typeof AppStatus>;

const plain = (characters: number) =>
  z
    .string()
    .max(characters, `must be at most ${characters} characters`)
    .refine((text) => !text.includes("\0"), "must have no NUL characters");

/** Body of `PATCH /workspaceagents/me/app-status`. */
export const ReportAppStatus = z.object({
  app_slug: z.string().min(1, "must be the slug of one of the agent's apps"),
  state: z.enum(APP_STATES, { error: `must be one of ${APP_STATES.join(", ")}` }),
  message: plain(MAX_STATUS_MESSAGE),
  uri: plain(2048).default(""),
});
export type ReportAppStatus = z.input<typeof ReportAppStatus>;
