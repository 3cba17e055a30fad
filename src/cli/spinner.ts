const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const EVERY_MS = 80;
const CLEAR_LINE = "\r\u001B[K";

export interface Spinner {
  readonly step: (text: string) => void;
  readonly stop: () => void;
}

/** Shows on a terminal what is being waited for; writes nothing anywhere else. */
export function spinner(stream: NodeJS.WriteStream): Spinner {
  if (!stream.isTTY) return { step: () => undefined, stop: () => undefined };
  let text = "starting";
  let turn = 0;
  const timer = setInterval(() => {
    stream.write(`${CLEAR_LINE}${FRAMES[turn++ % FRAMES.length] ?? ""} ${text}`);
  }, EVERY_MS);
  return {
    step: (next) => {
      text = next;
    },
    stop: () => {
      clearInterval(timer);
      stream.write(CLEAR_LINE);
    },
  };
}
