import { lookup as lookUpAll } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** Gets a document by https; throws when it cannot be had safely. */
export type FetchDocument = (url: string, signal?: AbortSignal) => Promise<Response>;

/** What a test may replace, to serve a document on this machine; the product never does. */
export interface FetchDocumentOptions {
  /** Addresses of a host name. */
  readonly lookup?: (hostname: string) => Promise<readonly string[]>;
  readonly isAllowed?: (address: string) => boolean;
  /** Authorities to trust instead of the usual ones, in PEM. */
  readonly ca?: string;
}

/** Longest that a document may take, in milliseconds. */
const TIMEOUT_MS = 3000;
const MAX_BYTES = 5 * 1024;

/**
 * Gets documents of strangers without being led into the deployment's own network: only https, only hosts all of
 * whose addresses are public, to the very address that was checked, and no redirects.
 */
export function createFetchDocument(options: FetchDocumentOptions = {}): FetchDocument {
  const { lookup = systemLookup, isAllowed = isPublicAddress, ca } = options;
  return async (text, signal = new AbortController().signal) => {
    const url = new URL(text);
    if (url.protocol !== "https:") throw new TypeError("a client's document must be at an https URL");
    const within = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const address = await checkedAddress(url.hostname, lookup, isAllowed);
    within.throwIfAborted();
    return await get(url, { address, ca, signal: within });
  };
}

const systemLookup = async (hostname: string): Promise<readonly string[]> =>
  (await lookUpAll(hostname, { all: true })).map(({ address }) => address);

/** One bad address spoils a name: whoever serves it may hand out another one next time. */
async function checkedAddress(
  hostname: string,
  lookup: NonNullable<FetchDocumentOptions["lookup"]>,
  isAllowed: (address: string) => boolean,
): Promise<string> {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  const addresses = isIP(literal) === 0 ? await lookup(hostname) : [literal];
  const [first] = addresses;
  if (first === undefined || !addresses.every((address) => isAllowed(address))) {
    throw new TypeError(`${hostname} is not a host of the public Internet`);
  }
  return first;
}

interface GetOptions {
  readonly address: string;
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
}

async function get(url: URL, { address, ca, signal }: GetOptions): Promise<Response> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(
      {
        host: address,
        port: url.port === "" ? 443 : Number(url.port),
        path: `${url.pathname}${url.search}`,
        // The certificate is checked against the name, though the connection is made to the address.
        ...(isIP(url.hostname) === 0 && { servername: url.hostname }),
        headers: { host: url.host, accept: "application/json" },
        agent: false,
        signal,
        ...(ca !== undefined && { ca }),
      },
      resolve,
    );
    outgoing.on("error", reject);
    outgoing.end();
  });
  try {
    return new Response(await readAll(answer), {
      status: answer.statusCode ?? 502,
      headers: cacheHeaders(answer),
    });
  } finally {
    answer.destroy();
  }
}

async function readAll(answer: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError("the answer is not bytes");
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new RangeError(`a client's document must have at most ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

function cacheHeaders({ headers }: IncomingMessage): Headers {
  const kept = new Headers();
  for (const name of ["cache-control", "expires"]) {
    const value = headers[name];
    if (typeof value === "string") kept.set(name, value);
  }
  return kept;
}
