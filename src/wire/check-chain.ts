import {
  CHAIN_START,
  type ChainCheckpoint,
  type ChainContent,
  type ChainLink,
  isSigned,
  linkHash,
} from "./audit-chain.ts";

/** Something that is not as it was written. */
export interface ChainFault {
  readonly kind: "changed" | "removed" | "reordered" | "inserted" | "checkpoint";
  readonly position: number;
  /** The entry's, where it is known. */
  readonly id?: string | undefined;
  readonly detail: string;
}

export interface ChainReport {
  readonly entries: number;
  readonly first: number;
  readonly last: number;
  readonly checkpoints: number;
  readonly faults: readonly ChainFault[];
}

/** Takes a chain in the order of its positions, each checkpoint with or behind the links up to it. */
export interface ChainCheck {
  readonly link: (link: ChainLink) => void;
  readonly checkpoint: (checkpoint: ChainCheckpoint) => void;
  readonly end: () => ChainReport;
}

/** Entries of transactions that ran side by side may come in another order than their times, by no more than this. */
const MAX_TURN_MS = 10 * 60_000;

interface Mismatch {
  readonly previous: string;
  readonly link: ChainLink;
}

/**
 * Checks that nothing was changed, removed, reordered or inserted. `trusted` are the public keys that may have signed;
 * a checkpoint of another key is a fault once none of them has signed a later one.
 */
export function checkChain(trusted: readonly string[]): ChainCheck {
  const state = new ChainState();
  const strangers: ChainCheckpoint[] = [];
  let signed = 0;
  return {
    link: (link) => state.add(link),
    checkpoint: (checkpoint) => {
      if (!trusted.includes(checkpoint.public_key)) strangers.push(checkpoint);
      else if (isSigned(checkpoint)) {
        signed++;
        state.compare(checkpoint);
      } else state.fault("checkpoint", checkpoint.position, "its signature is wrong");
    },
    end: () => {
      for (const { position } of strangers)
        if (position > state.vouched)
          state.fault("checkpoint", position, "it was signed with an unknown key");
      return state.report(signed);
    },
  };
}

class ChainState {
  /** Up to where a checkpoint of a trusted key agrees. */
  vouched = 0;
  private readonly faults: ChainFault[] = [];
  private readonly mismatches: Mismatch[] = [];
  private readonly hashes = new Map<number, string>();
  private first = 0;
  private position = 0;
  private stored = CHAIN_START;
  /** What the last link would have to be by its entry. */
  private computed = CHAIN_START;
  private time = 0;
  private entries = 0;

  fault(kind: ChainFault["kind"], position: number, detail: string, id?: string): void {
    this.faults.push({ kind, position, detail, ...(id !== undefined && { id }) });
  }

  add(link: ChainLink): void {
    const { position, entry } = link;
    if (position <= this.position)
      return this.fault("inserted", position, "the position is there twice", entry?.id);
    const isGap = position > this.position + 1;
    if (isGap) this.fault("removed", this.position + 1, gapText(this.position + 1, position - 1));
    if (this.first === 0) this.first = position;
    this.position = position;
    this.entries++;
    if (entry === null) this.fault("removed", position, "the log has this entry no more");
    else this.follow(link, entry, isGap);
    this.stored = link.hash;
    this.hashes.set(position, link.hash);
  }

  /** A signed statement; an anchor stands for all before it. */
  compare({ position, hash: head, time, anchor }: ChainCheckpoint): void {
    if (anchor && this.position < position) {
      this.position = position;
      this.stored = head;
      this.computed = head;
      this.vouched = position;
      return;
    }
    if (position > this.position) {
      return this.fault(
        "removed",
        position,
        `the log ends before entry ${position}, which was there at ${time}`,
      );
    }
    const known = this.hashes.get(position);
    if (known === undefined || known === head) this.vouched = Math.max(this.vouched, position);
    else
      this.fault(
        "changed",
        position,
        `an entry between ${this.vouched + 1} and ${position} is not what it was at ${time}`,
      );
  }

  report(checkpoints: number): ChainReport {
    for (const mismatch of this.mismatches) this.explain(mismatch);
    const faults = this.faults.toSorted((a, b) => a.position - b.position);
    return { entries: this.entries, first: this.first, last: this.position, checkpoints, faults };
  }

  private follow(link: ChainLink, entry: ChainContent, isGap: boolean): void {
    const { hash, position } = link;
    const own = linkHash(this.stored, entry);
    const follows = own === hash || linkHash(this.computed, entry) === hash;
    // What a link behind a gap follows is not known.
    if (!follows && !isGap) this.mismatches.push({ previous: this.stored, link });
    this.computed = follows ? hash : own;
    const time = Date.parse(entry.time);
    if (time < this.time - MAX_TURN_MS)
      this.fault("inserted", position, `its time ${entry.time} is before that of earlier entries`, entry.id);
    this.time = Math.max(this.time, time);
  }

  /** An entry that fits another place is not changed, but moved. */
  private explain({ previous, link }: Mismatch): void {
    const { position, hash, entry } = link;
    const moved = this.mismatches.find(
      (other) =>
        other.link !== link && other.link.entry !== null && linkHash(previous, other.link.entry) === hash,
    );
    if (moved === undefined) this.fault("changed", position, "it is not what was linked", entry?.id);
    else this.fault("reordered", position, `entry ${moved.link.position} belongs here`, entry?.id);
  }
}

const gapText = (first: number, last: number): string =>
  first === last ? `entry ${first} is missing` : `the entries ${first} to ${last} are missing`;
