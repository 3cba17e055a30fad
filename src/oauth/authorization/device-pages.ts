import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import type { RenderPage } from "../../wire/pages.ts";
import { PATHS } from "./paths.ts";
import { showPage } from "./show-page.ts";

type DeviceFlow = NonNullable<NonNullable<Configuration["features"]>["deviceFlow"]>;

/** Carries the code of a link to the page where the person submits it: following a link alone starts nothing. */
export const PREFILL = "prefill";

/** The pages of the device flow (RFC 8628); the consent page is its only confirmation. */
export function deviceFlow(renderPage: RenderPage): DeviceFlow {
  const done = async (ctx: KoaContextWithOIDC, allowed: boolean): Promise<void> => {
    showPage(ctx, renderPage("device-done", { clientName: await clientNameOf(ctx), allowed }));
  };
  return {
    enabled: true,
    charset: "base-20",
    mask: "****-****",
    deviceInfo: () => ({}),
    userCodeInputSource: async (ctx, _form, _out, error) => {
      if (error?.name === "AbortedError") return await done(ctx, false);
      const csrf = textOf(ctx.oidc.session?.state?.["secret"]);
      const typed = error !== undefined && "userCode" in error ? error.userCode : ctx.query[PREFILL];
      const userCode = textOf(typed).slice(0, 20);
      const reason = error && (REASONS[error.name] ?? "Something went wrong; try again.");
      showPage(ctx, renderPage("device", { action: PATHS.device, csrf, userCode, error: reason }));
    },
    successSource: async (ctx) => await done(ctx, true),
  };
}

/** A denial ends before the client has been looked up. */
async function clientNameOf({ oidc }: KoaContextWithOIDC): Promise<string> {
  const id = oidc.entities.Interaction?.params["client_id"];
  const client = oidc.client ?? (await oidc.provider.Client.find(textOf(id)));
  return client?.clientName ?? client?.clientId ?? "The client";
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const REASONS: Readonly<Record<string, string>> = {
  NoCodeError: "Type the code that your device shows.",
  NotFoundError: "There is no such code. Compare it with the one that your device shows.",
  ExpiredError: "The code has expired. Start again on your device.",
  AlreadyUsedError: "The code has been used. Start again on your device.",
};
