import { z } from "zod";
import { ApiKey, TokenCreated, type CreateToken } from "../wire/api-key.ts";
import { BuildInfo } from "../wire/build-info.ts";
import { Organization } from "../wire/organization.ts";
import { Response } from "../wire/response.ts";
import { listOf } from "../wire/scalars.ts";
import { FileUploaded } from "../wire/template-version.ts";
import {
  FirstUserCreated,
  LoggedIn,
  User,
  UserList,
  type CreateFirstUser,
  type CreateUser,
  type Login,
} from "../wire/user.ts";
import { AppError } from "../wire/errors.ts";
import { parseOnce, type Call, type CallOptions, type Http } from "./http.ts";

const ApiKeys = listOf(ApiKey);
const ApplicationHost = z.object({ host: z.string() });
const Organizations = listOf(Organization);
const oneUser = parseOnce(User);

/** The deployment itself (coder-api 1.5). */
export const deploymentCalls = (http: Http) => ({
  buildInfo: (options: CallOptions = {}) => http.json({ path: "/buildinfo", ...options }, BuildInfo),

  /** The wildcard host of apps with the port of the URL, such as `*.apps.example.com`; empty without one. */
  applicationHost: async (options: CallOptions = {}) =>
    (await http.json({ path: "/applications/host", ...options }, ApplicationHost)).host,
});

/** Users and sessions (coder-api 1.6, 1.7). A user is a name, a UUID or `me`. */
export const userCalls = (http: Http) => ({
  get: (user: string, options: CallOptions = {}) =>
    http.brief({ path: `/users/${encodeURIComponent(user)}`, ...options }, oneUser),

  list: (
    page: { readonly q?: string; readonly limit?: number; readonly offset?: number } = {},
    options: CallOptions = {},
  ) => http.json({ path: "/users", query: { ...page }, ...options }, UserList),

  create: (body: z.input<typeof CreateUser>, options: CallOptions = {}) =>
    http.json({ method: "POST", path: "/users", json: body, ...options }, User),

  setStatus: (user: string, status: "suspend" | "activate", options: CallOptions = {}) =>
    http.json(
      { method: "PUT", path: `/users/${encodeURIComponent(user)}/status/${status}`, ...options },
      User,
    ),

  delete: async (user: string, options: CallOptions = {}) =>
    void (await http.bytes({ method: "DELETE", path: `/users/${encodeURIComponent(user)}`, ...options })),

  login: (body: z.input<typeof Login>, options: CallOptions = {}) =>
    http.json({ method: "POST", path: "/users/login", json: body, ...options }, LoggedIn),

  logout: (options: CallOptions = {}) =>
    http.json({ method: "POST", path: "/users/logout", ...options }, Response),

  /** False for a deployment that nobody can log in to yet. */
  hasFirst: async (options: CallOptions = {}) => await exists(http, { path: "/users/first", ...options }),

  createFirst: (body: z.input<typeof CreateFirstUser>, options: CallOptions = {}) =>
    http.json({ method: "POST", path: "/users/first", json: body, ...options }, FirstUserCreated),
});

async function exists(http: Http, call: Call): Promise<boolean> {
  try {
    await http.bytes(call);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return false;
    throw error;
  }
}

/** API tokens (coder-api 1.8). */
export const tokenCalls = (http: Http) => ({
  create: (user: string, body: z.input<typeof CreateToken>, options: CallOptions = {}) =>
    http.json(
      { method: "POST", path: `/users/${encodeURIComponent(user)}/keys/tokens`, json: body, ...options },
      TokenCreated,
    ),

  /** A session for the token's own user, as Coder's page for its CLI makes it. */
  createSession: (options: CallOptions = {}) =>
    http.json({ method: "POST", path: "/users/me/keys", ...options }, TokenCreated),

  list: (
    user: string,
    query: { readonly include_all?: boolean; readonly include_expired?: boolean } = {},
    options: CallOptions = {},
  ) => http.json({ path: `/users/${encodeURIComponent(user)}/keys/tokens`, query, ...options }, ApiKeys),

  /** By its name. */
  find: (user: string, name: string, options: CallOptions = {}) =>
    http.json(
      {
        path: `/users/${encodeURIComponent(user)}/keys/tokens/${encodeURIComponent(name)}`,
        ...options,
      },
      ApiKey,
    ),

  /** A session or a token, by its id. */
  get: (user: string, id: string, options: CallOptions = {}) =>
    http.json({ path: keyPath(user, id), ...options }, ApiKey),

  remove: async (user: string, id: string, options: CallOptions = {}) =>
    void (await http.bytes({ method: "DELETE", path: keyPath(user, id), ...options })),

  expire: async (user: string, id: string, options: CallOptions = {}) =>
    void (await http.bytes({ method: "PUT", path: `${keyPath(user, id)}/expire`, ...options })),
});

const keyPath = (user: string, id: string): string =>
  `/users/${encodeURIComponent(user)}/keys/${encodeURIComponent(id)}`;

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

  /** The tar archive that a template version was made of. */
  download: (id: string, options: CallOptions = {}) => http.bytes({ path: `/files/${id}`, ...options }),
});
