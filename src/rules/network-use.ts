/** Bytes since the network came up. */
export interface NetworkUse {
  readonly received_bytes: number;
  readonly sent_bytes: number;
}

/** What went through the interfaces of this network namespace, loopback aside; undefined where the kernel does not tell. */
export function networkUse(text: string): NetworkUse | undefined {
  const lines = text.split("\n").flatMap((line) => /^\s*([^:\s]+):\s*(.*)$/.exec(line) ?? []);
  if (lines.length === 0) return undefined;
  let [received, sent] = [0, 0];
  for (let i = 0; i < lines.length; i += 3) {
    if (lines[i + 1] === "lo") continue;
    // Eight numbers of what was received, then eight of what was sent; bytes come first.
    const numbers = (lines[i + 2] ?? "").trim().split(/\s+/);
    received += Number(numbers[0] ?? 0);
    sent += Number(numbers[8] ?? 0);
  }
  return { received_bytes: received, sent_bytes: sent };
}
