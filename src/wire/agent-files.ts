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

/** Query of `GET /files/stat` and `GET /files/watch`. */
export const StatFile = z.strictObject({ path: z.string().min(1) });

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
  /** In place of `offset`: the whole lines in so many last bytes, or the end of the last line if that is longer. */
  tail_bytes: z.coerce
    .number()
    .int()
    .min(1)
    .max(1024 * 1024)
    .optional(),
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

export const FileMode = z
  .string()
  .regex(/^0?[0-7]{3,4}$/, "must be octal permission bits such as 0644 or 755");

/** Query of `PUT /files/content`; the body is the raw content. */
export const WriteFile = z.strictObject({
  path: z.string().min(1),
  /** Octal text; absent keeps an existing file's mode, or 0644 under the umask. */
  mode: FileMode.optional(),
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

/** Line of `GET /files/watch`, which tells of changes until the caller goes away; null while nothing is there. */
export const FileChange = z.object({ etag: z.string().nullable() });
export type FileChange = z.infer<typeof FileChange>;

export const MAX_EDITED_BYTES = 16 * 1024 * 1024;

const FileEdit = z.strictObject({
  /** Found once in the file, unless `replace_all`: as it stands, else but for white space at the ends of its lines. */
  search: z.string().min(1),
  replace: z.string(),
  replace_all: z.boolean().default(false),
});
export type FileEdit = z.output<typeof FileEdit>;

/** Body of `POST /files/edits`; that of Coder's `edit-files` is one too (coder-api 4.4). */
export const EditFiles = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1),
        edits: z.array(FileEdit).min(1).max(1000),
        /** Refuses the whole batch unless the file's etag is this one. */
        if_match: z.string().optional(),
      }),
    )
    .min(1)
    .max(100),
  include_diff: z.boolean().default(false),
  /** Tells what would change, and changes nothing. */
  dry_run: z.boolean().default(false),
  idempotency_key: z.string().min(1).max(128).optional(),
});
export type EditFiles = z.input<typeof EditFiles>;

export const EditedFile = z.object({
  path: z.string(),
  /** Replacements made. */
  replacements: z.int(),
  /** True when an edit was found only without regard to white space. */
  tolerant: z.boolean(),
  size: z.int(),
  /** Of the edited file; of the file as it is after a dry run. */
  etag: z.string(),
  /** Unified, cut where the whole answer's diffs are over 12 KiB. */
  diff: z.string().optional(),
});
export type EditedFile = z.infer<typeof EditedFile>;

export const EditResult = z.object({
  files: z.array(EditedFile),
  dry_run: z.boolean(),
  replayed: z.boolean(),
});
export type EditResult = z.infer<typeof EditResult>;

/** A program is told it as an argument. */
const Pattern = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => !text.includes("\0"), "must not contain NUL characters");

/** Query of `GET /files/find`: files below `path` whose names and contents are wanted. */
export const FindFiles = z.strictObject({
  path: z.string().min(1),
  /** Of gitignore's form: `*.ts` anywhere below, `src/**` from `path` on. */
  glob: Pattern.optional(),
  /** A regular expression (Rust's) of one line; small letters also find capitals. */
  content: Pattern.optional(),
  /** Lines shown before and after each matching one. */
  context: z.coerce.number().int().min(0).max(20).default(0),
  /** Matching lines, or files when no content is searched for, that are skipped and listed. */
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  ignore: z.stringbool().default(true),
  timeout_ms: z.coerce.number().int().min(1).max(30_000).default(10_000),
});
export type FindFiles = z.input<typeof FindFiles>;

export const FoundLine = z.object({
  line: z.int(),
  text: z.string(),
  /** False for lines of the context. */
  match: z.boolean(),
});
export type FoundLine = z.infer<typeof FoundLine>;

export const FoundFile = z.object({
  /** Relative to the searched directory. */
  path: z.string(),
  size: z.int(),
  etag: z.string(),
  lines: z.array(FoundLine),
});
export type FoundFile = z.infer<typeof FoundFile>;

export const FoundFiles = z.object({
  path: z.string(),
  files: z.array(FoundFile),
  /** Matching lines, or files, in this answer. */
  count: z.int(),
  /** Offset that continues the search; null at its end. */
  next_offset: z.int().nullable(),
  /** True when the time was over first. */
  timed_out: z.boolean(),
});
export type FoundFiles = z.infer<typeof FoundFiles>;
