import { z } from "zod";
import { FileMode } from "./agent-files.ts";
import { Time } from "./scalars.ts";

/** Files that go by a signed URL: too big or too binary for a tool's arguments and results. */

const GIB = 1024 ** 3;

/** Most that one upload may bring, and what it may bring unless it is told. */
export const MAX_UPLOAD_BYTES = 64 * GIB;
const USUAL_UPLOAD_BYTES = 4 * GIB;

const path = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^(?:~?\/|~$)/, "must be absolute or begin with ~/");

/** Body of `POST /workspaceagents/:agent/files/transfers`: what the URL is to be good for. */
export const StartTransfer = z.strictObject({
  direction: z.enum(["download", "upload"]),
  path,
  /** An etag that the file must have by then; for an upload also `none`: nothing may be there. */
  if_match: z.string().min(1).max(128).optional(),
  /** Of an upload: a body over it is refused. */
  max_bytes: z.int().min(0).max(MAX_UPLOAD_BYTES).default(USUAL_UPLOAD_BYTES),
  /** Of an upload: octal text, such as 0755; absent keeps an existing file's. */
  mode: FileMode.optional(),
  /** Seconds; the end of the caller's token may come sooner. */
  expires_in: z.int().min(10).max(3600).default(600),
});
export type StartTransfer = z.input<typeof StartTransfer>;

export const FileTransfer = z.object({
  /** Whoever has it may use it, until it expires, without a token. */
  url: z.string(),
  method: z.enum(["GET", "PUT"]),
  path: z.string(),
  expires_at: Time,
  /** Of the file as it is, where there is one. */
  size: z.int().nullable(),
  etag: z.string().nullable(),
  /** Null for a download. */
  max_bytes: z.int().nullable(),
});
export type FileTransfer = z.infer<typeof FileTransfer>;

/** Query of the agent's `GET /files/download`. */
export const SendFile = z.strictObject({
  path: z.string().min(1),
  if_match: z.string().optional(),
  /** A Range header (RFC 9110 section 14.2), and the etag that it is for. */
  range: z.string().optional(),
  if_range: z.string().optional(),
  /** Tells of the file without sending it. */
  head: z.stringbool().default(false),
});

/** Query of the agent's `PUT /files/upload`; the body is the raw content. */
export const ReceiveFile = z.strictObject({
  path: z.string().min(1),
  mode: FileMode.optional(),
  if_match: z.string().optional(),
  max_bytes: z.coerce.number().int().min(0).max(MAX_UPLOAD_BYTES),
});

/** Answer of an upload. */
export const ReceivedFile = z.object({
  path: z.string(),
  size: z.int(),
  mode: z.string(),
  etag: z.string(),
  sha256: z.string(),
  created: z.boolean(),
});
export type ReceivedFile = z.infer<typeof ReceivedFile>;
