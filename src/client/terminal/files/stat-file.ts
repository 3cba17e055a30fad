import { quote } from "../../../rules/shell-word.ts";
import type { FileStat } from "../../../wire/agent-files.ts";
import type { Shell } from "../shell-pool.ts";
import { parseFacts, saidError } from "./file-facts.ts";

/** What `path` itself is: a symlink is told as one, with its target. */
export async function statFile(shell: Shell, path: string, signal: AbortSignal): Promise<FileStat> {
  const word = quote(path);
  const program = `stat -c "$FACTS" ${word} 2>&1 || exit; [ ! -L ${word} ] || readlink -n ${word}`;
  const { bytes } = await shell.read(program, signal);
  const text = bytes.toString();
  const end = text.indexOf("\n");
  const facts = parseFacts(text.slice(0, end));
  if (facts === undefined) throw saidError(text, path);
  return {
    path,
    type: facts.type,
    size: facts.size,
    mode: facts.mode,
    modified_at: facts.modifiedAt,
    etag: facts.etag,
    target: facts.type === "symlink" ? text.slice(end + 1) : null,
  };
}
