import { randomInt } from "node:crypto";

/** A name for a version whose author gave none: `calm_curie41`. */
export function generateVersionName(): string {
  return `${pick(MOODS)}_${pick(NAMES)}${randomInt(10, 100)}`;
}

const pick = (words: readonly string[]): string => words[randomInt(words.length)] ?? "";

const MOODS =
  "able apt brave bright busy calm clear crisp eager fair fond free fresh glad happy keen kind lively lucid merry mild neat nimble proud quick quiet rapid sharp steady sunny sure swift tidy warm wise witty".split(
    " ",
  );

const NAMES =
  "abel bohr boole cantor curie darwin dijkstra euclid euler faraday fermat franklin galois gauss germain goodall hamilton hertz hilbert hopper hypatia kepler knuth leibniz lovelace maxwell meitner mendel newton noether pascal perlman planck ritchie tesla turing volta wiles".split(
    " ",
  );
