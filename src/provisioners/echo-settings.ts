import { z } from "zod";

/** What one operation of the echo provisioner does, in this order: log, wait, fail, answer resources. */
const Operation = z.strictObject({
  logs: z
    .array(
      z.strictObject({
        level: z.enum(["trace", "debug", "info", "warn", "error"]).default("info"),
        stage: z.string().default("Echo"),
        output: z.string(),
      }),
    )
    .default([]),
  delay_ms: z.int().min(0).max(3_600_000).default(0),
  /** The message of the failure; absent means success. */
  fail: z.string().min(1).optional(),
  /** Absent means one resource that holds all agents of the build, if it has any. */
  resources: z
    .array(
      z.strictObject({
        type: z.string().min(1).default("echo"),
        name: z.string().min(1),
        icon: z.string().default(""),
        agents: z.array(z.string()).default([]),
        metadata: z
          .array(
            z.strictObject({ key: z.string(), value: z.string(), sensitive: z.boolean().default(false) }),
          )
          .default([]),
      }),
    )
    .optional(),
});
export type EchoOperation = z.infer<typeof Operation>;

/** The `echo:` section of template.yaml. */
export const EchoSettings = z.strictObject({
  import: Operation.prefault({}),
  start: Operation.prefault({}),
  stop: Operation.prefault({}),
  delete: Operation.prefault({}),
});
export type EchoSettings = z.infer<typeof EchoSettings>;
