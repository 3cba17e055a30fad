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
import { reachPath } from "../reach-path.ts";
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
import type { Call, Route } from "../http/route.ts";

/** Files of the workspace, with the permissions of the agent's user; a call may be held to folders. */
export function fileRoutes(home: string, deps: FileDeps): readonly Route[] {
  const pathOf: PathOf = (call, text) => reachPath(call, text, home);
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

type PathOf = (call: Call, text: string) => Promise<string>;

function lookRoutes(pathOf: PathOf): readonly Route[] {
  return [
    {
      method: "GET",
      pattern: "/files/stat",
      checksPaths: true,
      handle: async (call) => json(await statFile(await pathOf(call, readQuery(call, StatFile).path))),
    },
    {
      method: "GET",
      pattern: "/files/list",
      checksPaths: true,
      handle: async (call) => {
        const query = readQuery(call, ListFiles);
        return json(await listFiles(await pathOf(call, query.path), query, call.signal));
      },
    },
    {
      method: "GET",
      pattern: "/files/text",
      checksPaths: true,
      handle: async (call) => {
        const query = readQuery(call, ReadText);
        return json(await readText(await pathOf(call, query.path), query, call.signal));
      },
    },
  ];
}

function contentRoutes(pathOf: PathOf, write: WriteDeps): readonly Route[] {
  return [
    {
      method: "GET",
      pattern: "/files/content",
      checksPaths: true,
      handle: async (call) => {
        const query = readQuery(call, ReadBytes);
        return await readBytes(await pathOf(call, query.path), query);
      },
    },
    {
      method: "PUT",
      pattern: "/files/content",
      checksPaths: true,
      handle: async (call) => {
        const query = readQuery(call, WriteFile);
        if (Number(call.headers["content-length"] ?? 0) > MAX_WRITE_BYTES) throw tooLarge();
        return json(
          await writeFile(write, {
            ...query,
            path: await pathOf(call, query.path),
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
    checksPaths: true,
    handle: async (call) => {
      const request = await readJson(call, EditFiles);
      const files = await Promise.all(
        request.files.map(async (file) => ({ ...file, path: await pathOf(call, file.path) })),
      );
      return json(await editFiles(edit, { ...request, files }));
    },
  };
}

function findRoute(pathOf: PathOf, ripgrep: string): Route {
  return {
    method: "GET",
    pattern: "/files/find",
    checksPaths: true,
    handle: async (call) => {
      const query = readQuery(call, FindFiles);
      return json(await findFiles(ripgrep, { ...query, path: await pathOf(call, query.path) }, call.signal));
    },
  };
}

function watchRoute(pathOf: PathOf): Route {
  const watchFile = createFileWatches();
  return {
    method: "GET",
    pattern: "/files/watch",
    checksPaths: true,
    handle: async (call) => {
      const body = watchFile(await pathOf(call, readQuery(call, StatFile).path), call.signal);
      return { kind: "stream", headers: { "content-type": "application/x-ndjson" }, body };
    },
  };
}
