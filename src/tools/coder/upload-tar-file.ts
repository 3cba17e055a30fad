import { z } from "zod";
import { packArchive } from "../../wire/template-archive.ts";
import { AppError, invalidField } from "../../wire/errors.ts";
import { encoding } from "./arguments.ts";
import { decodeContent } from "./decode-content.ts";
import { defineCoderTool, MUTATES } from "./define-coder-tool.ts";
import { jsonResult } from "./json-result.ts";

const MAX_BYTES = 10 * 1024 * 1024;

export const uploadTarFile = defineCoderTool({
  name: "coder_upload_tar_file",
  title: "Coder: upload template files",
  description:
    "Upload files as one tar archive, for coder_create_template_version. Returns the file's id as hash.",
  annotations: MUTATES,
  scopes: ["file:create"],
  input: z.strictObject({
    files: z.record(z.string(), z.string()).describe("Contents by path inside the archive"),
    encoding,
  }),

  run: async ({ client, signal }, { files, encoding: kind }) => {
    const entries = Object.entries(files).map(
      ([path, content]) => [checkPath(path), decodeContent(`files.${path}`, content, kind)] as const,
    );
    if (entries.length === 0) throw invalidField("files", "must have at least one file");
    const bytes = entries.reduce((sum, [, content]) => sum + content.length, 0);
    if (bytes > MAX_BYTES)
      throw new AppError("too_large", `files: have ${bytes} bytes; at most ${MAX_BYTES} are accepted`);
    const archive = await packArchive(new Map(entries));
    return jsonResult(await client.files.upload(archive, "application/x-tar", { signal }));
  },
});

function checkPath(path: string): string {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..") || /^[a-zA-Z]:|\\|\0/.test(path))
    throw invalidField(
      `files.${path}`,
      "must be a path inside the archive, such as main.tf or build/Dockerfile",
    );
  return path;
}
