import { stripVTControlCharacters } from "node:util";

/** Text of others as one line for a terminal: what could move its cursor or colour it is gone. */
export const plainText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  stripVTControlCharacters(text).replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
