const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const EVERY_MS = 80;
const CLEAR_LINE = "\r\u001B[K";

export interface Spinner {
  readonly step: (text: string) => void;
  /** Writes a line that stays, above what is being waited for; also where there is no terminal. */
  readonly print: (line: string) => void;
  readonly stop: () => void;
}

/** Shows on a terminal what is being waited for; elsewhere it writes nothing but the lines that stay. */
export function spinner(stream: NodeJS.WriteStream): Spinner {
  const print = (line: string): void => void stream.write(`${line}\n`);
  if (!stream.isTTY) return { step: () => undefined, stop: () => undefined, print };
  let text = "starting";
  let turn = 0;
  const timer = setInterval(() => {
    stream.write(`${CLEAR_LINE}${FRAMES[turn++ % FRAMES.length] ?? ""} ${text}`);
  }, EVERY_MS);
  return {
    step: (next) => {
      text = next;
    },
    print: (line) => print(`${CLEAR_LINE}${line}`),
    stop: () => {
      clearInterval(timer);
      stream.write(CLEAR_LINE);
    },
  };
}
