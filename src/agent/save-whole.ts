import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Saves a small file of the agent's own, and its folder where there is none yet: a crash of the agent leaves the text
 * before or this one. With `sync` the text is on the disk before it takes the other's place.
 */
export async function saveWhole(path: string, text: string, { sync = false } = {}): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const handle = await open(`${path}.draft`, "w", 0o600);
  try {
    await handle.writeFile(text);
    if (sync) await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.draft`, path);
}
