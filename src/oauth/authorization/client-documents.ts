import type { Configuration } from "oidc-provider";
import { clientMetadata, redirectFault } from "./client-metadata.ts";
import type { FetchDocument } from "./fetch-document.ts";

/** Gets the metadata documents of clients for oidc-provider, which fetches nothing else; with our rules for metadata. */
export function clientDocuments(fetchDocument: FetchDocument): NonNullable<Configuration["fetch"]> {
  return async (url, init) => {
    if (typeof url !== "string") throw new TypeError("the URL must be a text");
    const answer = await fetchDocument(url, init?.signal ?? undefined);
    if (answer.status !== 200) return answer;
    const metadata = clientMetadata(await answer.json());
    if (metadata === undefined) throw new TypeError("a client's document must be a JSON object");
    const fault = redirectFault(metadata);
    if (fault !== undefined) throw new TypeError(fault);
    return new Response(JSON.stringify(metadata), { headers: answer.headers });
  };
}
