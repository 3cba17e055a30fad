import { invalidField } from "./errors.ts";

/** A workspace as a caller names it, with the agent if one was named. */
export type WorkspaceRef =
  | { readonly kind: "id"; readonly id: string; readonly agent: string | undefined }
  | {
      readonly kind: "name";
      readonly owner: string;
      readonly name: string;
      readonly agent: string | undefined;
    };

const UUID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.(.+))?$/i;
const CONNECT_NAME = /^([^./]+)\.([^./]+)\.([^./]+)$/;
const NAME = /^(?:([^./]+)\/)?([^./]+)(?:\.([^/]+))?$/;

export const isUuid = (text: string): boolean => UUID.exec(text)?.[0] === text && !text.includes(".");

/** Parses every form that Coder takes (coder-mcp 1.2); throws AppError "invalid" for the rest. */
export function parseWorkspaceRef(text: string): WorkspaceRef {
  const trimmed = text.trim();
  const uuid = UUID.exec(trimmed);
  if (uuid?.[1] !== undefined) return { kind: "id", id: uuid[1].toLowerCase(), agent: uuid[2] };
  const plain = trimmed.replaceAll("--", "/");
  const connect = plain === trimmed ? CONNECT_NAME.exec(plain) : null;
  if (connect !== null) return named(connect[3], connect[2], connect[1]);
  const match = NAME.exec(plain);
  if (match === null)
    throw invalidField(
      "workspace",
      `"${trimmed}" must be name, owner/name, owner/name.agent, name.agent or a UUID`,
    );
  return named(match[1], match[2], match[3]);
}

const named = (owner = "me", name = "", agent: string | undefined): WorkspaceRef => ({
  kind: "name",
  owner,
  name,
  agent,
});

/** How a reference reads in messages. */
export function showRef(ref: WorkspaceRef): string {
  if (ref.kind === "id") return ref.id;
  return ref.owner === "me" ? ref.name : `${ref.owner}/${ref.name}`;
}
