/** What the shell's side printed between its marks. */
export interface Frame {
  readonly id: string;
  readonly payload: string;
}

/** Of a payload that no answer can have any more: it is not part of the protocol. */
const DEEPEST = 8;

export interface FrameParser {
  /** Takes the next piece of the terminal's output, as Latin-1. */
  readonly push: (text: string) => void;
}

interface Open {
  readonly id: string;
  readonly parts: string[];
}

/**
 * Finds frames `[<mark> <id> <payload>]` in a terminal's output and passes over everything else. One frame may stand
 * in the middle of another's payload: a background job's, which is written at once, in an answer written in pieces.
 */
export function createFrameParser(mark: string, onFrame: (frame: Frame) => void): FrameParser {
  const opener = `[${mark} `;
  const stack: Open[] = [];
  let rest = "";
  const open = (at: number): boolean => {
    const begin = at + opener.length;
    const end = rest.indexOf(" ", begin);
    if (end === -1) return false;
    if (stack.length >= DEEPEST) stack.shift();
    stack.push({ id: rest.slice(begin, end), parts: [] });
    rest = rest.slice(end + 1);
    return true;
  };
  const step = (): boolean => {
    const top = stack.at(-1);
    const [opens, closes] = [rest.indexOf(opener), top === undefined ? -1 : rest.indexOf("]")];
    if (opens !== -1 && (closes === -1 || opens < closes)) {
      top?.parts.push(rest.slice(0, opens));
      rest = rest.slice(opens);
      return open(0);
    }
    if (closes === -1 || top === undefined) {
      const kept = partialOpener(rest, opener);
      top?.parts.push(rest.slice(0, rest.length - kept));
      rest = rest.slice(rest.length - kept);
      return false;
    }
    top.parts.push(rest.slice(0, closes));
    rest = rest.slice(closes + 1);
    stack.pop();
    onFrame({ id: top.id, payload: top.parts.join("") });
    return true;
  };
  return {
    push: (text) => {
      rest += text;
      while (step());
    },
  };
}

/** How many characters at the end may be the beginning of an opener. */
function partialOpener(text: string, opener: string): number {
  const at = text.lastIndexOf("[");
  return at !== -1 && opener.startsWith(text.slice(at)) ? text.length - at : 0;
}
