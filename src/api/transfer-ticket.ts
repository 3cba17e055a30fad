import { z } from "zod";
import { indexOfSigner, sign, type PurposeKeys } from "../oauth/deployment-keys.ts";
import type { Action } from "../oauth/rbac-catalog.ts";
import { FileMode } from "../wire/agent-files.ts";
import { AppError } from "../wire/errors.ts";

/** What the URL of a transfer is good for; all of it is signed. */
export const TransferTicket = z.object({
  direction: z.enum(["download", "upload"]),
  agent: z.guid(),
  path: z.string(),
  /** Epoch seconds. */
  expires: z.int(),
  /** The token that it was made with, and whose that is. */
  credential: z.string(),
  user: z.guid(),
  key: z.string(),
  max_bytes: z.int(),
  if_match: z.string().optional(),
  mode: FileMode.optional(),
});
export type TransferTicket = z.infer<typeof TransferTicket>;

/** What the owner of a ticket must be allowed in the workspace. */
export const transferAction = ({ direction }: Pick<TransferTicket, "direction">): Action =>
  direction === "download" ? "read_files" : "write_files";

/** The ticket as text for a URL. Whoever has it may read it, and nobody can make or change one. */
export function sealTicket(keys: PurposeKeys, ticket: TransferTicket): string {
  const payload = Buffer.from(JSON.stringify(ticket)).toString("base64url");
  return `${payload}.${sign(keys, payload)}`;
}

/** The ticket that was sealed; AppError "forbidden" for every text that `sealTicket` did not make. */
export function openTicket(keys: PurposeKeys, text: string): TransferTicket {
  const [payload = "", signature = "", ...rest] = text.split(".");
  if (rest.length > 0 || indexOfSigner(keys, payload, signature) < 0)
    throw new AppError("forbidden", "The ticket of this URL is not of this deployment's making.", {
      detail: "use the URL whole, as upload_file or download_file gave it",
    });
  return TransferTicket.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
}
