import { enableCompileCache, flushCompileCache } from "node:module";

// Code that an earlier start compiled is used again: it costs neither the time nor the memory of compiling.
enableCompileCache();
await import("./entry.ts");
flushCompileCache();
