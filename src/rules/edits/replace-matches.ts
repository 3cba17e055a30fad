import type { Match } from "./find-matches.ts";
import { count } from "./text-form.ts";
import type { TextForm } from "./text-form.ts";

/** Replaces places that are in order and apart; line ends around them stay, and those inside follow the file's. */
export function replaceMatches(form: TextForm, matches: readonly Match[]): TextForm {
  const usual = usualEnding(form.endings);
  const texts: string[] = [];
  const endings: string[] = [];
  let at = 0;
  let line = 0;
  for (const { start, end, replacement } of matches) {
    const before = form.text.slice(at, start);
    const first = line + count(before);
    const next = first + count(form.text.slice(start, end));
    texts.push(before, replacement);
    endings.push(form.endings.slice(line, first));
    endings.push(fitted(form.endings.slice(first, next), count(replacement), usual));
    at = end;
    line = next;
  }
  texts.push(form.text.slice(at));
  endings.push(form.endings.slice(line));
  return { ...form, text: texts.join(""), endings: endings.join("") };
}

/** The old endings, cut or continued to `length` of them. */
const fitted = (old: string, length: number, usual: string): string =>
  old.slice(0, length).padEnd(length, old.at(-1) ?? usual);

function usualEnding(endings: string): string {
  const crlf = endings.length - endings.replaceAll("r", "").length;
  return crlf * 2 > endings.length ? "r" : "n";
}
