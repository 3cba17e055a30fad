import {
  CheckpointDiff,
  Checkpoint,
  CheckpointList,
  CreateCheckpoint,
  DiffCheckpoint,
  RestoreCheckpoint,
  RestoreResult,
} from "../../../wire/agent-checkpoints.ts";
import {
  EditFiles,
  EditResult,
  FileChange,
  FileListing,
  FileStat,
  FileText,
  FindFiles,
  FoundFiles,
  ListFiles,
  ReadBytes,
  ReadText,
  StatFile,
  WriteFile,
  WriteResult,
} from "../../../wire/agent-files.ts";
import { RELAY_REFUSALS, type Content, type Operations } from "../operation.ts";

const BYTES: Content = { mediaType: "application/octet-stream" };
const refusals = RELAY_REFUSALS;

/** Files and checkpoints of the agents' own API. */
export const agentFileOperations: Operations = {
  "GET /workspaceagents/:agent/files/stat": {
    summary: "What a path is",
    query: StatFile,
    answers: { 200: FileStat },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/files/list": {
    summary: "Lists a directory",
    query: ListFiles,
    answers: { 200: FileListing },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/files/find": {
    summary: "Finds files by name and content",
    query: FindFiles,
    answers: { 200: FoundFiles },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/files/watch": {
    summary: "A line of JSON at each change of a file",
    query: StatFile,
    answers: { 200: { mediaType: "application/x-ndjson", schema: FileChange } },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/files/text": {
    summary: "Text by lines",
    query: ReadText,
    answers: { 200: FileText },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/files/content": {
    summary: "Raw bytes, with the media type of the file",
    query: ReadBytes,
    answers: { 200: { mediaType: "*/*" } },
    refusals,
    support: "ours",
  },
  "PUT /workspaceagents/:agent/files/content": {
    summary: "Writes a file",
    query: WriteFile,
    body: BYTES,
    answers: { 200: WriteResult },
    refusals,
    support: "ours",
  },
  "POST /workspaceagents/:agent/files/edits": {
    summary: "Edits files by searched text; takes the body of Coder's `edit-files`",
    body: EditFiles,
    answers: { 200: EditResult },
    refusals,
    support: "ours",
  },
  "POST /workspaceagents/:agent/checkpoints": {
    summary: "Keeps a folder as it is",
    body: CreateCheckpoint,
    answers: { 200: Checkpoint },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/checkpoints": {
    summary: "Lists checkpoints, newest first",
    answers: { 200: CheckpointList },
    refusals,
    support: "ours",
  },
  "GET /workspaceagents/:agent/checkpoints/:checkpoint/diff": {
    summary: "What has changed since",
    query: DiffCheckpoint,
    answers: { 200: CheckpointDiff },
    refusals,
    support: "ours",
  },
  "POST /workspaceagents/:agent/checkpoints/:checkpoint/restore": {
    summary: "Brings a folder back",
    body: RestoreCheckpoint,
    answers: { 200: RestoreResult },
    refusals,
    support: "ours",
  },
};
