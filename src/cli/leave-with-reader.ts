import { EXIT } from "./exit-codes.ts";

/** Ends the program, as `head` and the like expect, once nobody reads what it writes. */
export function leaveWithReader(streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams) {
    stream.on("error", (error) => {
      if ("code" in error && error.code === "EPIPE") process.exit(EXIT.unread);
      throw error;
    });
  }
}
