import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { FileText as Text, WriteResult } from "../../../../src/wire/agent-files.ts";
import { ActionButton } from "../../parts/action-button.tsx";
import { formatBytes } from "../../parts/format-bytes.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Problem } from "../../parts/problem.tsx";
import { useApp } from "../../visitor-context.tsx";

const REPLY_BYTES = 1024 * 1024;
const MOST_LINES = 100_000;

interface FileTextProps {
  readonly agentId: string;
  readonly path: string;
  readonly onClose: () => void;
}

/** One text file. What was changed meanwhile by somebody else is not overwritten. */
export function FileText({ agentId, path, onClose }: FileTextProps) {
  const { api } = useApp();
  const query = useQuery({
    queryKey: ["file", agentId, path],
    queryFn: ({ signal }) => {
      const wanted = { path, limit: MOST_LINES, reply_bytes: REPLY_BYTES };
      return api.get(`/workspaceagents/${agentId}/files/text`, Text, wanted, signal);
    },
    refetchOnWindowFocus: false,
  });
  return (
    <Loaded query={query} what="the file">
      {(file) => (
        <>
          <div className="heading">
            <h2>
              <code>{file.path}</code>
            </h2>
            <ActionButton label="Back to the directory" onPress={onClose} />
          </div>
          <p className="hint">{`${formatBytes(file.size)}, ${file.mime_type}, ${file.total_lines} lines`}</p>
          {file.binary ? (
            <p className="empty">This is no text. Download it to see what it is.</p>
          ) : (
            <Editor agentId={agentId} file={file} />
          )}
        </>
      )}
    </Loaded>
  );
}

/** What the visitor has changed, and of which state of the file. */
interface Draft {
  readonly text: string;
  readonly etag: string;
}

function Editor({ agentId, file }: { readonly agentId: string; readonly file: Text }) {
  const id = useId();
  const [draft, setDraft] = useState<Draft>();
  const save = useSave({ agentId, path: file.path, onSaved: () => setDraft(undefined) });
  const isWhole = file.next_offset === null && file.cut_lines === 0;
  return (
    <>
      <label htmlFor={id} className="for-readers">
        Content
      </label>
      <textarea
        id={id}
        className="file"
        spellCheck={false}
        readOnly={!isWhole}
        value={draft?.text ?? file.content + (file.final_newline ? "\n" : "")}
        onChange={({ target }) => setDraft({ text: target.value, etag: draft?.etag ?? file.etag })}
      />
      <Problem error={save.error} />
      {isWhole ? null : (
        <p className="hint">This is the beginning of the file. Download it to see the rest.</p>
      )}
      {draft === undefined ? null : (
        <div className="actions">
          <ActionButton label="Save" strong disabled={save.isPending} onPress={() => save.mutate(draft)} />
          <ActionButton label="Undo all" onPress={() => setDraft(undefined)} />
        </div>
      )}
    </>
  );
}

interface SaveOptions {
  readonly agentId: string;
  readonly path: string;
  readonly onSaved: () => void;
}

/** Saves a draft unless the file has changed since it was begun. */
function useSave({ agentId, path: file, onSaved }: SaveOptions) {
  const { api } = useApp();
  return useMutation({
    mutationFn: async ({ text, etag }: Draft) => {
      const query = { path: file, if_match: etag };
      const path = `/workspaceagents/${agentId}/files/content`;
      return await api.ask({ method: "PUT", path, query, file: new Blob([text]) }, WriteResult);
    },
    onSuccess: onSaved,
  });
}
