import type { Interactions } from "../../oauth/interactions.ts";
import type { RenderPage } from "../../wire/pages.ts";
import type { ApiDeps } from "../api-deps.ts";

/** One file that pages refer to, ready to be sent. */
export interface Asset {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The same compressed; undefined where that saves nothing. */
  readonly gzip: Uint8Array<ArrayBuffer> | undefined;
}

/** Reads a file when it is first asked for: most deployments show few of the views, and some none. */
export type LoadAsset = () => Promise<Asset>;

/** What the pages work with beside what the API does; `server/` makes it. */
export interface PageDeps extends ApiDeps {
  readonly renderPage: RenderPage;
  /** By path, such as `/assets/browser-1a2b3c.js`. */
  readonly assets: ReadonlyMap<string, LoadAsset>;
  readonly mcpUrl: string;
  /** Names of the toolsets that a person can allow; the first is proposed. */
  readonly toolsets: readonly string[];
  /** Undefined where the deployment is no authorization server. */
  readonly interactions: Interactions | undefined;
}
