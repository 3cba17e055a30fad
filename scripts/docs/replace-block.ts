/** Replaces what stands between `<!-- begin NAME -->` and `<!-- end NAME -->`; throws when the marks are not there. */
export function replaceBlock(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`no block "${name}" to put generated text into`);
  return `${text.slice(0, from + begin.length)}${content.trimEnd()}\n${text.slice(to)}`;
}
