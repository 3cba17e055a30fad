import { nodeTransport } from "../client/node-transport.ts";
import { readBody } from "../client/read-body.ts";
import type { Transport } from "../client/transport.ts";
import { withHeaders } from "../client/with-headers.ts";
import { clientFor } from "./client-for.ts";
import { defineCommand, type CommandContext } from "./command.ts";
import type { Answer, Patient } from "./doctor/check.ts";
import { CHECKS } from "./doctor/checks.ts";
import { examine, type Named } from "./doctor/examine.ts";
import { EXIT } from "./exit-codes.ts";
import { extraHeaders } from "./extra-headers.ts";
import { outputSetting, writeJson } from "./output.ts";
import { findSession } from "./session.ts";
import { spinner } from "./spinner.ts";

/** Stands in where no URL is known, for checks that are skipped then. */
const NOWHERE = "http://localhost";

const MAX_BYTES = 1024 * 1024;

export const doctor = defineCommand({
  words: ["doctor"],
  description: "Look for what is wrong with the login, the network, the deployment and the workspaces.",
  details:
    "Changes nothing. Each finding that is a problem has a remedy below it. The exit code is 1 when something failed; a warning alone leaves it 0.",
  examples: ["coder doctor", "coder doctor --url https://coder.example.com", "coder doctor -o json"],
  settings: { output: outputSetting(["text", "json"]) },
  run: async (context, { output }) => {
    const busy = spinner(context.stderr);
    const findings = await examine(CHECKS, await patientOf(context), busy.step).finally(busy.stop);
    if (output === "json") writeJson(context, findings);
    else context.stdout.write(report(findings));
    return findings.some(({ status }) => status === "failure") ? EXIT.failed : EXIT.ok;
  },
});

async function patientOf(context: CommandContext): Promise<Patient> {
  const login = await findSession(context);
  const { url } = login;
  const client = await clientFor(context, { ...login, url: url || NOWHERE });
  const transport = withHeaders(nodeTransport(), await extraHeaders(context, url));
  return {
    ...login,
    context,
    client,
    fetch: async (path) => await read(transport, `${url}${path}`, context),
  };
}

/** The body is read to its end, because an unread one would keep the process alive. */
async function read(transport: Transport, url: string, { signal }: CommandContext): Promise<Answer> {
  const { status, header, body } = await transport({ method: "GET", url, headers: {}, signal });
  return {
    status,
    header,
    text: new TextDecoder().decode(await readBody({ status, header, body }, MAX_BYTES)),
  };
}

const MARKS = { ok: "ok      ", skipped: "skipped ", warning: "WARNING ", failure: "FAILURE " } as const;

function report(findings: readonly Named[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap((finding) => {
    const line = `${MARKS[finding.status]}${finding.check.padEnd(width)}  ${finding.message}`;
    return "remedy" in finding ? [line, `${" ".repeat(width + 10)}-> ${finding.remedy}`] : [line];
  });
  const count = (status: string) => findings.filter((finding) => finding.status === status).length;
  return `${[...lines, "", `${count("failure")} failures, ${count("warning")} warnings`].join("\n")}\n`;
}
