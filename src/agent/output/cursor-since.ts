import { readFileSync } from "node:fs";

/**
 * The cursor behind which everything was printed after `time` (epoch milliseconds), by the marks that the agent left
 * each second; some of what was printed shortly before may come after it too. 0 when nobody looked before that time.
 */
export function cursorSince(marksFile: string, stream: "output" | "stderr", time: number): number {
  const lines = readOrEmpty(marksFile).split("\n").slice(0, -1);
  const marks = lines.map((line) => line.split(" ").map(Number));
  const [, output = 0, stderr = 0] = marks.findLast(([at = 0]) => at <= time) ?? [];
  return stream === "output" ? output : stderr;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
