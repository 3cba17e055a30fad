import type { Configuration } from "oidc-provider";
import type { RenderPage } from "../../wire/pages.ts";
import { showPage } from "./show-page.ts";

/** Tells a person with a page, and a program with JSON, what is wrong with a request that has no client to return to. */
export function renderError(renderPage: RenderPage): NonNullable<Configuration["renderError"]> {
  return (ctx, out) => {
    if (ctx.accepts("html", "json") !== "html") {
      ctx.body = out;
      return;
    }
    const html = renderPage("error", {
      title: "The authorization cannot go on",
      message: `${out.error_description ?? "The request is wrong"} (${out.error}).`,
      remedy: "Go back to the application and connect again.",
    });
    showPage(ctx, html);
  };
}
