import type { Subject } from "./rbac.ts";

/** Tells a person who logged in from a program that was given a token. */
export const isLogin = ({ loginType, grant, derived = false }: Subject): boolean =>
  loginType !== "token" && grant === undefined && !derived;
