/** Closes a socket; one that is still being opened is closed once it is, because browsers complain otherwise. */
export function closeSocket(socket: WebSocket | undefined): void {
  if (socket?.readyState !== WebSocket.CONNECTING) socket?.close();
  else socket.addEventListener("open", () => socket.close());
}
