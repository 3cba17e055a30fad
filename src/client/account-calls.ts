import type { z } from "zod";
import { TokenCreated, type CreateToken } from "../wire/api-key.ts";
import { BuildInfo } from "../wire/build-info.ts";
import { Organization } from "../wire/organization.ts";
import { Response } from "../wire/response.ts";
import { listOf } from "../wire/scalars.ts";
import { FileUploaded } from "../wire/template-version.ts";
import { LoggedIn, User, UserList, type Login } from "../wire/user.ts";
import { parseOnce, type CallOptions, type Http } from "./http.ts";

const Organizations = listOf(Organization);
const oneUser = parseOnce(User);

/** The deployment itself (coder-api 1.5). */
export const deploymentCalls = (http: Http) => ({
  buildInfo: (options: CallOptions = {}) => http.json({ path: "/buildinfo", ...options }, BuildInfo),
});

/** Users and sessions (coder-api 1.6, 1.7). A user is a name, a UUID or `me`. */
export const userCalls = (http: Http) => ({
  get: (user: string, options: CallOptions = {}) =>
    http.brief({ path: `/users/${encodeURIComponent(user)}`, ...options }, oneUser),

  list: (
    page: { readonly q?: string; readonly limit?: number; readonly offset?: number } = {},
    options: CallOptions = {},
  ) => http.json({ path: "/users", query: { ...page }, ...options }, UserList),

  login: (body: z.input<typeof Login>, options: CallOptions = {}) =>
    http.json({ method: "POST", path: "/users/login", json: body, ...options }, LoggedIn),

  logout: (options: CallOptions = {}) =>
    http.json({ method: "POST", path: "/users/logout", ...options }, Response),
});

/** API tokens (coder-api 1.8). */
export const tokenCalls = (http: Http) => ({
  create: (user: string, body: z.input<typeof CreateToken>, options: CallOptions = {}) =>
    http.json(
      { method: "POST", path: `/users/${encodeURIComponent(user)}/keys/tokens`, json: body, ...options },
      TokenCreated,
    ),
});

/** Organizations (coder-api 1.9). */
export const organizationCalls = (http: Http) => ({
  mine: (options: CallOptions = {}) =>
    http.json({ path: "/users/me/organizations", ...options }, Organizations),
});

/** Uploads for template versions (coder-api 3.4). */
export const fileCalls = (http: Http) => ({
  upload: (
    bytes: Uint8Array,
    type: "application/x-tar" | "application/zip" = "application/x-tar",
    options: CallOptions = {},
  ) =>
    http.json(
      { method: "POST", path: "/files", content: { bytes, type }, repeatable: true, ...options },
      FileUploaded,
    ),
});
