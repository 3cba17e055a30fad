const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** Tells whether requests of a method change nothing (RFC 9110 section 9.2.1). */
export const isSafe = (method: string): boolean => SAFE.has(method);
