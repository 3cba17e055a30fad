import { fstatSync } from "node:fs";

/** Whether another program holds both stdin and stdout: pipes or sockets, not a terminal, a file or /dev/null. */
export function isPiped(): boolean {
  return [0, 1].every((descriptor) => {
    try {
      const stat = fstatSync(descriptor);
      return stat.isFIFO() || stat.isSocket();
    } catch {
      return false;
    }
  });
}
