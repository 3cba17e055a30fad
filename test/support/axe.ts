import axe from "axe-core";
import type { Page } from "playwright-core";

const RUN = `axe.run(document).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`;

/** What axe finds wrong with the page that the tab shows; its context must bypass the content security policy. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate<readonly string[]>(RUN);
}
