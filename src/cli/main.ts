#!/usr/bin/env node
// Only what every Node can read stands in this file, so that an old one is told what it lacks.
const LEAST_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < LEAST_NODE) {
  process.stderr.write(
    `coder: needs Node ${LEAST_NODE} or later; this is Node ${process.versions.node} (${process.execPath})\n`,
  );
  process.exitCode = 1;
} else {
  await import("./start.ts");
}
