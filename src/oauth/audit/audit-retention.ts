import { deleteThrough, lastLinkBefore, newestCheckpoint, waitForSealing } from "../../db/audit-chain.ts";
import { sealAudit, type SealOptions, storeCheckpoint } from "./seal-audit.ts";

/**
 * Lets go of the entries before a moment, and signs an anchor that stands for them, so that what remains can still be
 * verified. Returns how many entries that were.
 */
export async function letGo({
  before,
  ...options
}: SealOptions & { readonly before: Date }): Promise<number> {
  await sealAudit(options);
  return await options.db.transaction().execute(async (db) => {
    await waitForSealing(db);
    const [link, anchor] = [await lastLinkBefore(db, before), await newestCheckpoint(db, "anchor")];
    if (link === undefined || link.position <= (anchor?.position ?? 0)) return 0;
    await storeCheckpoint(db, options.signer, link, true);
    return await deleteThrough(db, link.position);
  });
}
