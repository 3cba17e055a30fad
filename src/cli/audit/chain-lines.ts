import { z } from "zod";
import type { CoderClient } from "../../client/client.ts";
import { ChainCheckpoint, ChainLink, type ChainPage } from "../../wire/audit-chain.ts";

/** One line of an exported chain. */
export const ChainLine = z.union([
  z.object({ link: ChainLink }),
  z.object({ checkpoint: ChainCheckpoint }),
  z.object({ public_keys: z.array(z.string()) }),
]);
export type ChainLine = z.infer<typeof ChainLine>;

/** The whole chain in order: an anchor before the links that follow it, any other checkpoint behind its own. */
export async function* chainLines(
  client: Pick<CoderClient, "audit">,
  signal: AbortSignal,
): AsyncGenerator<ChainLine> {
  let page = await client.audit.chain(0, { signal });
  yield { public_keys: page.public_keys };
  for (;;) {
    yield* pageLines(page);
    const last = page.links.at(-1)?.position ?? page.head;
    if (last >= page.head) return;
    page = await client.audit.chain(last, { signal });
  }
}

function* pageLines({ links, checkpoints }: ChainPage): Generator<ChainLine> {
  const [anchors, heads] = [
    checkpoints.filter(({ anchor }) => anchor),
    checkpoints.filter(({ anchor }) => !anchor),
  ];
  for (const checkpoint of anchors) yield { checkpoint };
  const waiting = heads.values();
  let next = waiting.next();
  for (const link of links) {
    yield { link };
    for (; next.done !== true && next.value.position <= link.position; next = waiting.next())
      yield { checkpoint: next.value };
  }
  for (; next.done !== true; next = waiting.next()) yield { checkpoint: next.value };
}
