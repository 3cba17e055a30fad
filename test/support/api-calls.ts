/** The API over HTTP as tests call it: answers as they come, whatever their status. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers freely.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface Place {
  readonly url: string;
  readonly token: string;
}

/** Calls `POST /workspaces`-like lines below /api/v2; a Buffer is sent as a tar archive, other values as JSON. */
export async function callApi({ url, token }: Place, line: string, value?: unknown): Promise<Answer> {
  const [method = "GET", path = "/"] = line.split(" ");
  const isTar = Buffer.isBuffer(value);
  const response = await fetch(`${url}/api/v2${path}`, {
    method,
    headers: {
      "Coder-Session-Token": token,
      ...(value !== undefined && { "Content-Type": isTar ? "application/x-tar" : "application/json" }),
    },
    ...(value !== undefined && { body: isTar ? Uint8Array.from(value) : JSON.stringify(value) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text };
}

/** The same, where only an answer of the wanted kind lets the test go on. */
export async function expectApi(place: Place, line: string, value?: unknown): Promise<Answer["body"]> {
  const answer = await callApi(place, line, value);
  if (answer.status >= 300) throw new Error(`${line} answered ${answer.status}: ${answer.text}`);
  return answer.body;
}
