import { z } from "zod";

/** The agent's file API. Paths are absolute, or begin with `~/` for the home directory. */

export const FILE_TYPES = ["file", "directory", "symlink", "other"] as const;
export const FileType = z.enum(FILE_TYPES);

export const FileStat = z.object({
  path: z.string(),
  type: FileType,
  size: z.int(),
  /** Permission bits as octal text, such as `0644`. */
  mode: z.string(),
  modified_at: z.string(),
  /** Changes whenever the content may have. */
  etag: z.string(),
  target: z.string().nullable(),
});
export type FileStat = z.infer<typeof FileStat>;

/** Query of `GET /files/list`. */
export const ListFiles = z.strictObject({
  path: z.string().min(1),
  depth: z.coerce.number().int().min(1).max(20).default(1),
  limit: z.coerce.number().int().min(1).max(10_000).default(200),
  /** Leaves out what .gitignore files and the usual heaps (node_modules, .git) name. */
  ignore: z.stringbool().default(true),
});
export type ListFiles = z.input<typeof ListFiles>;

export const FileEntry = z.object({
  /** Relative to the listed directory. */
  path: z.string(),
  type: FileType,
  size: z.int(),
  mode: z.string(),
  modified_at: z.string(),
  target: z.string().nullable(),
});
export type FileEntry = z.infer<typeof FileEntry>;

export const FileListing = z.object({
  path: z.string(),
  entries: z.array(FileEntry),
  /** Entries past the limit, and entries left out by ignore rules. */
  omitted: z.int(),
  ignored: z.int(),
});
export type FileListing = z.infer<typeof FileListing>;

/** Query of `GET /files/text`: lines `offset` (1-based; negative counts from the end) to `offset+limit-1`. */
export const ReadText = z.strictObject({
  path: z.string().min(1),
  offset: z.coerce.number().int().default(1),
  limit: z.coerce.number().int().min(1).max(100_000).default(2000),
  reply_bytes: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024 * 1024)
    .default(16 * 1024),
});
export type ReadText = z.input<typeof ReadText>;

export const FileText = z.object({
  path: z.string(),
  size: z.int(),
  etag: z.string(),
  mime_type: z.string(),
  /** True when the file is not UTF-8 text; `content` is then empty. */
  binary: z.boolean(),
  total_lines: z.int(),
  offset: z.int(),
  lines_read: z.int(),
  content: z.string(),
  /** Line that continues the reading; null at the end of the file. */
  next_offset: z.int().nullable(),
  /** Lines that were cut because one alone was over the reply's size. */
  cut_lines: z.int(),
  final_newline: z.boolean(),
});
export type FileText = z.infer<typeof FileText>;

/** Query of `GET /files/content`: raw bytes. */
export const ReadBytes = z.strictObject({
  path: z.string().min(1),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(0).optional(),
});
export type ReadBytes = z.input<typeof ReadBytes>;

/** Query of `PUT /files/content`; the body is the raw content. */
export const WriteFile = z.strictObject({
  path: z.string().min(1),
  /** Octal text; absent keeps an existing file's mode, or 0644 under the umask. */
  mode: z
    .string()
    .regex(/^0?[0-7]{3,4}$/, "must be octal permission bits such as 0644 or 755")
    .optional(),
  append: z.stringbool().default(false),
  /** Refuses to write unless the file's etag is this one; `none` demands that no file exists. */
  if_match: z.string().optional(),
  idempotency_key: z.string().min(1).max(128).optional(),
});
export type WriteFile = z.input<typeof WriteFile>;

export const WriteResult = z.object({
  path: z.string(),
  size: z.int(),
  mode: z.string(),
  etag: z.string(),
  created: z.boolean(),
  replayed: z.boolean(),
});
export type WriteResult = z.infer<typeof WriteResult>;

export const MAX_WRITE_BYTES = 64 * 1024 * 1024;
