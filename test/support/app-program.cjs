// A web server to run in a workspace, without any module that is not Node's: node app-program.cjs <port>
const { createHash } = require("node:crypto");
const { createServer } = require("node:http");

const [port] = process.argv.slice(2);

const PAGE = `<!doctype html><title>waiting</title><script type="module">
const ask = async (url, options) => {
  try { const answer = await fetch(url, options); return answer.status + " " + (await answer.text()).slice(0, 4000); }
  catch (error) { return "refused"; }
};
const posted = async () => {
  try { return String((await fetch("echo", { method: "PUT", headers: { "x-own": "1" }, body: "b" })).status); }
  catch (error) { return "refused"; }
};
const heard = () => new Promise((resolve) => {
  const socket = new WebSocket(new URL("socket", location.href.replace(/^http/, "ws")));
  socket.onmessage = () => resolve("heard");
  socket.onerror = () => resolve("refused");
});
const stored = () => { try { return String(document.cookie + localStorage.length); } catch { return "refused"; } };
const seen = { origin: String(self.origin), me: await ask("/api/v2/users/me", { credentials: "include" }), own: await ask("echo"), put: await posted(), socket: await heard(), stored: stored() };
document.body.append(JSON.stringify(seen));
document.title = "done";
</script><body></body>`;

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://app");
  if (pathname.endsWith("/page")) {
    response.setHeader("content-type", "text/html");
    response.setHeader("content-security-policy", "img-src 'none'");
    response.setHeader("clear-site-data", '"*"');
    response.setHeader("service-worker-allowed", "/");
    return response.end(PAGE);
  }
  if (pathname.endsWith("/cookies")) {
    const lines = [
      "coder_session_token=evil; Path=/",
      "__Host-coder_session_token=evil; Secure; Path=/",
      "csrf_token=evil",
    ];
    response.setHeader("set-cookie", [...lines, "mine=1; Domain=example.com; Path=/; HttpOnly"]);
    return response.end("set");
  }
  if (pathname.endsWith("/duplex")) {
    response.writeHead(201, "Made", { "x-app": "yes" });
    response.flushHeaders();
    return request.pipe(response);
  }
  if (pathname.endsWith("/refuse")) return response.writeHead(418).end("teapot");
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString("latin1");
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
});
// Small frames in one piece, each of which is sent back as it came.
const frames = (bytes) => {
  const found = [];
  while (bytes.length >= 6) {
    const length = bytes[1] & 127;
    const [mask, end] = [bytes.subarray(2, 6), 6 + length];
    found.push([
      bytes[0] & 15,
      Buffer.from(bytes.subarray(6, end).map((byte, index) => byte ^ mask[index % 4])),
    ]);
    bytes = bytes.subarray(end);
  }
  return found;
};
const frame = (opcode, data) => {
  const head =
    data.length < 126
      ? [128 | opcode, data.length]
      : [128 | opcode, 126, data.length >> 8, data.length & 255];
  return Buffer.concat([Buffer.from(head), data]);
};
server.on("upgrade", (request, socket) => {
  if (request.url.endsWith("/refuse"))
    return socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash("sha1").update(key).digest("base64");
  const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket"];
  socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n"));
  socket.write(frame(1, Buffer.from(JSON.stringify(request.headers))));
  socket.on("data", (bytes) => {
    for (const [opcode, data] of frames(bytes)) {
      socket.write(frame(opcode, data));
      if (opcode === 8) socket.end();
    }
  });
  socket.on("error", () => socket.destroy());
});
server.listen(Number(port), "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
