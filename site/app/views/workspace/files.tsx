import { useMutation, useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { FileListing, type FileEntry } from "../../../../src/wire/agent-files.ts";
import { apiUrl } from "../../api.ts";
import { ActionButton } from "../../parts/action-button.tsx";
import { formatBytes } from "../../parts/format-bytes.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Table, type Column } from "../../parts/table.tsx";
import { TimeAgo } from "../../parts/time-ago.tsx";
import { useSearch } from "../../parts/use-search.ts";
import { useApp } from "../../visitor-context.tsx";
import type { TabProps } from "../workspace.tsx";
import { AgentChoice } from "./agent-choice.tsx";
import { FileText } from "./file-text.tsx";
import { joinPath, parentOf } from "./paths.ts";

const MOST = 2000;

/** The files of a workspace: look, read, edit, take and bring. */
export const Files = ({ workspace }: TabProps) => (
  <AgentChoice workspace={workspace}>{({ id }) => <OfAgent key={id} agentId={id} />}</AgentChoice>
);

function OfAgent({ agentId }: { readonly agentId: string }) {
  const { api } = useApp();
  const [path, setPath] = useSearch("path", "~");
  const [file, setFile] = useSearch("file", "");
  const query = useQuery({
    queryKey: ["files", agentId, path],
    queryFn: ({ signal }) => {
      const wanted = { path, depth: 1, limit: MOST, ignore: false };
      return api.get(`/workspaceagents/${agentId}/files/list`, FileListing, wanted, signal);
    },
  });
  if (file !== "") return <FileText agentId={agentId} path={file} onClose={() => setFile("")} />;
  return (
    <Loaded query={query} what="files">
      {(listing) => (
        <>
          <div className="heading">
            <h2>
              <code>{listing.path}</code>
            </h2>
            <div className="actions">
              <ActionButton label="Up" onPress={() => setPath(parentOf(listing.path))} />
              <Upload agentId={agentId} directory={listing.path} />
            </div>
          </div>
          <List agentId={agentId} listing={listing} onDirectory={setPath} onFile={setFile} />
        </>
      )}
    </Loaded>
  );
}

interface ListProps {
  readonly agentId: string;
  readonly listing: FileListing;
  readonly onDirectory: (path: string) => void;
  readonly onFile: (path: string) => void;
}

function List({ agentId, listing, onDirectory, onFile }: ListProps) {
  const pathOf = ({ path }: FileEntry): string => joinPath(listing.path, path);
  const columns: readonly Column<FileEntry>[] = [
    {
      title: "Name",
      cell: (entry) => (
        <button
          type="button"
          className="link"
          onClick={() => (isDirectory(entry) ? onDirectory : onFile)(pathOf(entry))}
        >
          {isDirectory(entry) ? `${entry.path}/` : entry.path}
          {entry.target === null ? "" : ` → ${entry.target}`}
        </button>
      ),
    },
    { title: "Size", cell: (entry) => (isDirectory(entry) ? "" : formatBytes(entry.size)) },
    { title: "Mode", cell: ({ mode }) => <code>{mode}</code> },
    { title: "Changed", cell: ({ modified_at: time }) => <TimeAgo time={time} /> },
    {
      title: "Actions",
      cell: (entry) =>
        entry.type === "file" ? (
          <a download={entry.path} href={contentUrl(agentId, pathOf(entry))}>
            Download
          </a>
        ) : null,
    },
  ];
  return (
    <Table
      caption={`Files of ${listing.path}`}
      columns={columns}
      rows={listing.entries}
      keyOf={({ path }) => path}
      empty="This directory is empty."
    />
  );
}

const isDirectory = ({ type }: FileEntry): boolean => type === "directory";

const contentUrl = (agentId: string, path: string): string =>
  apiUrl(`/workspaceagents/${agentId}/files/content`, { path });

function Upload({ agentId, directory }: { readonly agentId: string; readonly directory: string }) {
  const { api } = useApp();
  const id = useId();
  const upload = useMutation({
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) {
        // Nothing that is there is overwritten: its name must be free.
        const query = { path: joinPath(directory, file.name), if_match: "none" };
        await api.send({ method: "PUT", path: `/workspaceagents/${agentId}/files/content`, query, file });
      }
    },
  });
  return (
    <>
      <label htmlFor={id} className="button small quiet">
        {upload.isPending ? "Uploading …" : "Upload"}
      </label>
      <input
        id={id}
        type="file"
        multiple
        className="for-readers"
        onChange={({ target }) => upload.mutate([...(target.files ?? [])])}
      />
      <Problem error={upload.error} />
    </>
  );
}
