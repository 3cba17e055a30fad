/** One event of a `text/event-stream` (WHATWG HTML 9.2). */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Parses an event stream; ends when the body does. */
export async function* serverSentEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block: string): ServerSentEvent {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [field = "", value = ""] = splitField(line);
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return { event, data: data.join("\n") };
}

function splitField(line: string): readonly string[] {
  const colon = line.indexOf(":");
  if (colon < 0) return [line];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}
