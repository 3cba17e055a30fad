import { enableCompileCache, flushCompileCache } from "node:module";

// Compiled code of an earlier start is used again; without it, a third of the start is compiling.
enableCompileCache();
await import("./stdio-entry.ts");
// Clients often end the server with a signal, at which Node would store nothing.
setTimeout(flushCompileCache, 500).unref();
