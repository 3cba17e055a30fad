import type { Entry } from "./formats/format.ts";
import type { LocalServer, RemoteServer } from "./target.ts";

/** The form that most clients share; `more` stands before it. */
export const localEntry =
  (more: Entry = {}) =>
  ({ command, args, env }: LocalServer): Entry => ({
    ...more,
    command,
    args,
    ...(Object.keys(env).length > 0 && { env }),
  });

export interface RemoteForm {
  /** The key of the URL. */
  readonly key?: string;
  readonly more?: Entry;
  /** How a header refers to a variable. */
  readonly reference?: (variable: string) => string;
}

/** As localEntry, for a server over HTTP. */
export const remoteEntry =
  ({ key = "url", more = {}, reference = dollarBraces }: RemoteForm = {}) =>
  ({ url, variable }: RemoteServer): Entry => ({
    ...more,
    [key]: url,
    ...(variable !== undefined && { headers: bearer(reference(variable)) }),
  });

export const bearer = (token: string): Entry => ({ Authorization: `Bearer ${token}` });

/** `${NAME}` */
export const dollarBraces = (variable: string): string => `\${${variable}}`;

/** `${env:NAME}` */
export const dollarEnv = (variable: string): string => `\${env:${variable}}`;
