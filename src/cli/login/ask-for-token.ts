import type { CoderClient } from "../../client/client.ts";
import { AppError } from "../../wire/errors.ts";
import { askSecret } from "../ask.ts";
import { clientFor } from "../client-for.ts";
import type { CommandContext } from "../command.ts";
import { openBrowser } from "./open-browser.ts";

/** Leads the user to the page that shows a token, and asks for it until the deployment takes it. */
export async function askForToken(context: CommandContext, url: string, noOpen: boolean): Promise<string> {
  const page = `${url}/cli-auth`;
  const opened = !noOpen && (await openBrowser(page, context.env));
  context.stdout.write(
    opened
      ? `A browser opens this page; it shows a token to who is logged in there:\n\n  ${page}\n\n`
      : `Open this page in a browser, on any machine; it shows a token to who is logged in there:\n\n  ${page}\n\n`,
  );
  for (;;) {
    const token = await askSecret(context, "Paste your token here:", (typed) =>
      typed === "" ? "A token is needed; Ctrl+C leaves." : undefined,
    );
    if (await isValid(await clientFor(context, { url, token }), context.signal)) return token;
    context.stdout.write("That's not a valid token!\n");
  }
}

async function isValid(client: CoderClient, signal: AbortSignal): Promise<boolean> {
  try {
    await client.me({ signal });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "unauthenticated") return false;
    throw error;
  }
}
