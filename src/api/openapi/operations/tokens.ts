import { z } from "zod";
import { ApiKey, CreateToken, TokenConfig, TokenCreated } from "../../../wire/api-key.ts";
import { OauthGrantView } from "../../../wire/oauth-grant.ts";
import type { Operations } from "../operation.ts";

const Included = z.object({
  include_all: z.enum(["true", "false"]).optional(),
  include_expired: z.enum(["true", "false"]).optional(),
});

/** Keys: sessions and tokens (coder-api 1.8), and grants of OAuth clients. */
export const tokenOperations: Operations = {
  "POST /users/:user/keys": {
    summary: "Makes a key for a session",
    answers: { 201: TokenCreated },
    support: "full",
  },
  "GET /users/:user/keys/:id": { summary: "A key", answers: { 200: ApiKey }, support: "full" },
  "DELETE /users/:user/keys/:id": { summary: "Deletes a key", answers: { 204: null }, support: "full" },
  "PUT /users/:user/keys/:id/expire": { summary: "Ends a key", answers: { 204: null }, support: "full" },
  "POST /users/:user/keys/tokens": {
    summary: "Makes a token; lifetimes are in nanoseconds",
    body: CreateToken,
    answers: { 201: TokenCreated },
    refusals: [409],
    support: "full",
  },
  "GET /users/:user/keys/tokens": {
    summary: "Tokens",
    query: Included,
    answers: { 200: z.array(ApiKey) },
    support: "full",
  },
  "GET /users/:user/keys/tokens/tokenconfig": {
    summary: "The longest lifetime of a token, in nanoseconds",
    answers: { 200: TokenConfig },
    support: "full",
  },
  "GET /users/:user/keys/tokens/:name": {
    summary: "A token by name",
    answers: { 200: ApiKey },
    support: "full",
  },
  "GET /users/:user/oauth2-grants": {
    summary: "What the user allows OAuth clients, newest first",
    answers: { 200: z.array(OauthGrantView) },
    support: "ours",
  },
  "DELETE /users/:user/oauth2-grants/:grant": {
    summary: "Ends what the user allowed one client, with all of its tokens",
    answers: { 204: null },
    support: "ours",
  },
};
