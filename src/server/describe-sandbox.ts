import { detectSandbox } from "../provisioners/detect-sandbox.ts";

/** What keeps local workspaces of this machine apart; `reason` says why nothing does. */
export async function describeSandbox(): Promise<{ readonly works: boolean; readonly words: string }> {
  const sandbox = await detectSandbox();
  return sandbox.kind === "none"
    ? { works: false, words: sandbox.reason }
    : { works: true, words: `${sandbox.kind}, ${sandbox.identity}` };
}
