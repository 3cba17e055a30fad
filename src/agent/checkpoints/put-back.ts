import { chmod, rm, symlink } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { dirname } from "node:path";
import { AppError } from "../../wire/errors.ts";
import { withFileErrors } from "../errno.ts";
import { replaceFile } from "../files/apply-write.ts";
import { makeDirectory } from "../files/make-directory.ts";
import { spoolBody } from "../files/spool-body.ts";
import { findWriteTarget } from "../files/write-target.ts";
import type { Difference } from "./compare.ts";
import type { ContentStore } from "./content-store.ts";
import { lookAt } from "./look-at.ts";

/** Makes one path what it was; a directory in its place is refused. */
export async function putBack(store: ContentStore, { path, change, entry }: Difference): Promise<void> {
  await withFileErrors(path, async () => {
    const found = await lookAt(path);
    if (found.type === "other")
      throw new AppError("conflict", `path: ${path} is not a file any more; move it away first`);
    if (entry.type === "absent") return await rm(path, { force: true });
    if (change === "mode" && entry.type === "file") return await chmod(path, entry.mode);
    // A symlink in the place of a file must not lead the write elsewhere.
    if (found.type === "symlink" || entry.type === "symlink") await rm(path, { force: true });
    await makeDirectory(dirname(path));
    if (entry.type === "symlink") return await symlink(entry.target, path);
    await using spool = await spoolBody(createReadStream(store.pathOf(entry.sha256)), path);
    await replaceFile(spool, await findWriteTarget(path), entry.mode);
  });
}
