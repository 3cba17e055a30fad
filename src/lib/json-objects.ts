const OPEN = 0x7b;
const CLOSE = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * The JSON objects that stand one after another in a stream of bytes, wherever its chunks are cut. Throws SyntaxError
 * on anything else, and on an object of more than `maxBytes`.
 */
export async function* jsonObjects(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator {
  const scan = { depth: 0, inString: false, escaped: false };
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let index = rest.length; index < bytes.length; index += 1) {
      if (!closesObject(scan, bytes[index] ?? 0)) continue;
      yield parse(bytes.subarray(start, index + 1));
      start = index + 1;
    }
    // Copied, so that a small piece does not keep its whole chunk.
    rest = scan.depth === 0 ? new Uint8Array() : bytes.slice(start);
    if (rest.length > maxBytes) throw new SyntaxError(`a JSON object of more than ${maxBytes} bytes`);
  }
  if (scan.depth > 0) throw new SyntaxError("the last JSON object is not whole");
}

interface Scan {
  depth: number;
  inString: boolean;
  escaped: boolean;
}

/** Takes one byte; true when an object ends with it. All that counts is ASCII, which UTF-8 uses for nothing else. */
function closesObject(scan: Scan, byte: number): boolean {
  if (scan.inString) {
    passString(scan, byte);
    return false;
  }
  if (byte === OPEN) scan.depth += 1;
  else if (scan.depth === 0) demandSpace(byte);
  else if (byte === QUOTE) scan.inString = true;
  else if (byte === CLOSE) {
    scan.depth -= 1;
    return scan.depth === 0;
  }
  return false;
}

function passString(scan: Scan, byte: number): void {
  if (scan.escaped) scan.escaped = false;
  else if (byte === BACKSLASH) scan.escaped = true;
  else if (byte === QUOTE) scan.inString = false;
}

function demandSpace(byte: number): void {
  if (!SPACES.has(byte)) throw new SyntaxError("expected JSON objects, one after another");
}

const parse = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString("utf8"));
