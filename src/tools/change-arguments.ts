import { z } from "zod";

const DEFAULT_WAIT_SECONDS = 45;
export const MAX_WAIT_SECONDS = 50;

/** How long a tool waits for a build and its agents; 0 answers as soon as the build is queued. */
export const waitArgument = z.int().min(0).max(MAX_WAIT_SECONDS).default(DEFAULT_WAIT_SECONDS);

export const keyArgument = z.string().min(1).max(128).optional();

export const parametersArgument = z.record(z.string(), z.string()).optional();
