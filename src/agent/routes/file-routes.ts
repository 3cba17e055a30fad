import {
  EditFiles,
  FindFiles,
  ListFiles,
  MAX_WRITE_BYTES,
  ReadBytes,
  ReadText,
  StatFile,
  WriteFile,
} from "../../wire/agent-files.ts";
import { expandPath } from "../../rules/files/expand-path.ts";
import { editFiles } from "../files/edits/edit-files.ts";
import type { EditDeps } from "../files/edits/edit-files.ts";
import { statFile } from "../files/file-stat.ts";
import { listFiles } from "../files/list-files.ts";
import { findFiles } from "../files/find/find-files.ts";
import { readBytes } from "../files/read-bytes.ts";
import { readText } from "../files/read-text.ts";
import { tooLarge } from "../files/spool-body.ts";
import { createFileWatches } from "../files/watch-file.ts";
import { writeFile } from "../files/write-file.ts";
import type { WriteDeps } from "../files/write-file.ts";
import { readJson, readQuery } from "../http/read-request.ts";
import { json } from "../http/route.ts";
import type { Route } from "../http/route.ts";

/** Files of the workspace, with the permissions of the agent's user and no jail. */
export function fileRoutes(home: string, deps: FileDeps): readonly Route[] {
  const pathOf = (text: string) => expandPath(text, home, "path");
  return [
    ...lookRoutes(pathOf),
    ...contentRoutes(pathOf, deps.write),
    editRoute(pathOf, deps.edit),
    findRoute(pathOf, deps.ripgrep),
    watchRoute(pathOf),
  ];
}

export interface FileDeps {
  readonly write: WriteDeps;
  readonly edit: EditDeps;
  /** The program, by path or name. */
  readonly ripgrep: string;
}

type PathOf = (text: string) => string;

function lookRoutes(pathOf: PathOf): readonly Route[] {
  return [
    {
      method: "GET",
      pattern: "/files/stat",
      handle: async (call) => json(await statFile(pathOf(readQuery(call, StatFile).path))),
    },
    {
      method: "GET",
      pattern: "/files/list",
      handle: async (call) => {
        const query = readQuery(call, ListFiles);
        return json(await listFiles(pathOf(query.path), query, call.signal));
      },
    },
    {
      method: "GET",
      pattern: "/files/text",
      handle: async (call) => {
        const query = readQuery(call, ReadText);
        return json(await readText(pathOf(query.path), query, call.signal));
      },
    },
  ];
}

function contentRoutes(pathOf: PathOf, write: WriteDeps): readonly Route[] {
  return [
    {
      method: "GET",
      pattern: "/files/content",
      handle: async (call) => {
        const query = readQuery(call, ReadBytes);
        return await readBytes(pathOf(query.path), query);
      },
    },
    {
      method: "PUT",
      pattern: "/files/content",
      handle: async (call) => {
        const query = readQuery(call, WriteFile);
        if (Number(call.headers["content-length"] ?? 0) > MAX_WRITE_BYTES) throw tooLarge();
        return json(
          await writeFile(write, {
            ...query,
            path: pathOf(query.path),
            body: call.body,
            signal: call.signal,
          }),
        );
      },
    },
  ];
}

function editRoute(pathOf: PathOf, edit: EditDeps): Route {
  return {
    method: "POST",
    pattern: "/files/edits",
    handle: async (call) => {
      const request = await readJson(call, EditFiles);
      const files = request.files.map((file) => ({ ...file, path: pathOf(file.path) }));
      return json(await editFiles(edit, { ...request, files }));
    },
  };
}

function findRoute(pathOf: PathOf, ripgrep: string): Route {
  return {
    method: "GET",
    pattern: "/files/find",
    handle: async (call) => {
      const query = readQuery(call, FindFiles);
      return json(await findFiles(ripgrep, { ...query, path: pathOf(query.path) }, call.signal));
    },
  };
}

function watchRoute(pathOf: PathOf): Route {
  const watchFile = createFileWatches();
  return {
    method: "GET",
    pattern: "/files/watch",
    handle: async (call) => {
      const body = watchFile(pathOf(readQuery(call, StatFile).path), call.signal);
      return { kind: "stream", headers: { "content-type": "application/x-ndjson" }, body };
    },
  };
}
