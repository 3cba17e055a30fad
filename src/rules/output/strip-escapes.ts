const CHAR_ESC = 0x1b;
/** Longer than any escape that programs send; what is not closed by then is no escape. */
const MAX_ESCAPE_BYTES = 512;

/** CSI; OSC up to BEL or ST; DCS, SOS, PM and APC up to ST; two-character escapes with intermediates (ECMA-48). */
const SOURCE = String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|[ -/]*[0-OQ-WYZ\\\x60-~])`;
const ESCAPES = new RegExp(SOURCE, "g");
/** An OSC, DCS, SOS, PM or APC that is not yet closed. */
const OPENED = new RegExp(String.raw`\u001b[\]PX^_][^\u0007\u001b]*\u001b?$`);
const WHOLE = new RegExp(`^${SOURCE}`);

/** A text as it looks without a terminal: no escapes, and plain line ends. */
export function stripEscapes(text: string): string {
  return text.replaceAll(ESCAPES, "").replaceAll("\r\n", "\n");
}

/** Length of `bytes` without an escape, or a line end, that begins near their end and is not complete there. */
export function withoutPartialEscape(bytes: Buffer): number {
  if (bytes.at(-1) === 0x0d) return bytes.length - 1;
  const begin = bytes.lastIndexOf(CHAR_ESC);
  if (begin === -1 || bytes.length - begin > MAX_ESCAPE_BYTES) return bytes.length;
  // The end of an OSC or DCS is an escape itself: what it ends began before.
  const text = bytes.toString("latin1", Math.max(0, begin - MAX_ESCAPE_BYTES));
  const opener = OPENED.exec(text);
  if (opener !== null) return bytes.length - opener[0].length;
  return WHOLE.test(bytes.toString("latin1", begin)) ? bytes.length : begin;
}
