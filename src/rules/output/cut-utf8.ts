/** Length of `bytes` without a character that begins at its end and is not complete there. */
export function withoutPartialEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** How many bytes at the start belong to a character that began before. */
export function partialStart(bytes: Uint8Array): number {
  let length = 0;
  while (length < Math.min(3, bytes.length) && ((bytes[length] ?? 0) & 0xc0) === 0x80) length += 1;
  return length;
}

function sequenceLength(first: number): number {
  if (first >= 0xf0) return first < 0xf8 ? 4 : 1;
  return first >= 0xe0 ? 3 : 2;
}
