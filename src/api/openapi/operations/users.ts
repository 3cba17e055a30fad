import { z } from "zod";
import { AuthMethods } from "../../../wire/deployment-info.ts";
import { Organization } from "../../../wire/organization.ts";
import { ParameterValue } from "../../../wire/rich-parameter.ts";
import { Uuid } from "../../../wire/scalars.ts";
import { Response } from "../../../wire/response.ts";
import {
  AssignableRole,
  CreateFirstUser,
  CreateUser,
  FirstUserCreated,
  LoggedIn,
  Login,
  LoginType,
  PasswordToCheck,
  PasswordVerdict,
  UpdatePassword,
  UpdateProfile,
  UpdateRoles,
  User,
  UserList,
  UserRoles,
} from "../../../wire/user.ts";
import type { Operations } from "../operation.ts";
import { PageAfter, Search } from "../queries.ts";

/** Logging in, and people (coder-api 1.6, 1.7). */
export const userOperations: Operations = {
  "GET /users/first": {
    summary: "Whether there is a first user",
    answers: { 200: Response },
    isPublic: true,
    support: "full",
  },
  "POST /users/first": {
    summary: "Makes the first user, an owner",
    body: CreateFirstUser,
    answers: { 201: FirstUserCreated },
    refusals: [409],
    isPublic: true,
    support: "partial: no trial licence",
  },
  "GET /users/authmethods": {
    summary: "Ways to log in",
    answers: { 200: AuthMethods },
    isPublic: true,
    support: "partial: password only",
  },
  "POST /users/login": {
    summary: "Logs in with a password",
    body: Login,
    answers: { 201: LoggedIn },
    isPublic: true,
    support: "full",
  },
  "POST /users/logout": { summary: "Ends the session", answers: { 200: Response }, support: "full" },
  "POST /users/validate-password": {
    summary: "Whether a password is strong enough",
    body: PasswordToCheck,
    answers: { 200: PasswordVerdict },
    isPublic: true,
    support: "full",
  },
  "GET /users": {
    summary: "Users that the caller may see",
    query: Search.extend(PageAfter.shape),
    answers: { 200: UserList },
    support: "full",
  },
  "POST /users": {
    summary: "Makes a user",
    body: CreateUser,
    answers: { 201: User },
    refusals: [409],
    support: "partial: login types `password` and `none`",
  },
  "GET /users/:user": { summary: "A user", answers: { 200: User }, support: "full" },
  "DELETE /users/:user": {
    summary: "Deletes a user who has no workspaces",
    answers: { 200: Response },
    refusals: [417],
    support: "full",
  },
  "GET /users/:user/organizations": {
    summary: "Organizations of a user",
    answers: { 200: z.array(Organization) },
    support: "full",
  },
  "GET /users/:user/organizations/:name": {
    summary: "One of a user's organizations, by name",
    answers: { 200: Organization },
    support: "full",
  },
  "PUT /users/:user/profile": {
    summary: "Changes the names of a user",
    body: UpdateProfile,
    answers: { 200: User },
    refusals: [409],
    support: "full",
  },
  "PUT /users/:user/status/suspend": {
    summary: "Suspends a user, who can then do nothing",
    answers: { 200: User },
    support: "full",
  },
  "PUT /users/:user/status/activate": {
    summary: "Makes a user active",
    answers: { 200: User },
    support: "full",
  },
  "PUT /users/:user/password": {
    summary: "Sets a password and ends the user's sessions",
    body: UpdatePassword,
    answers: { 204: null },
    support: "full",
  },
  "GET /users/:user/login-type": {
    summary: "How the caller logs in",
    answers: { 200: LoginType },
    support: "full",
  },
  "GET /users/:user/autofill-parameters": {
    summary: "What a user gave to the parameters of a template the last time",
    query: z.object({ template_id: Uuid }),
    answers: { 200: z.array(ParameterValue) },
    support: "full",
  },
  "GET /users/roles": {
    summary: "Roles of the deployment, and which the caller may give",
    answers: { 200: z.array(AssignableRole) },
    support: "full",
  },
  "GET /users/:user/roles": { summary: "Roles of a user", answers: { 200: UserRoles }, support: "full" },
  "PUT /users/:user/roles": {
    summary: "Replaces the roles of a user",
    body: UpdateRoles,
    answers: { 200: User },
    support: "full",
  },
};
