/** Where an entry stands in a file. */
export interface Spot {
  /** The keys that lead to the object or list that holds the entry. */
  readonly path: readonly string[];
  /** The entry's own key, or its name in a list. */
  readonly key: string;
  /** For a list: the field of each item that holds its name. */
  readonly nameField?: string;
}

export type Entry = Readonly<Record<string, unknown>>;

/** How one kind of configuration file is read and edited; text outside of the entry stays as it is. */
export interface Format {
  /** Undefined for a file without content. Throws SyntaxFault where the file is broken. */
  readonly parse: (text: string) => unknown;
  /** Sets the entry. Throws ShapeFault where the file has something else in its way. */
  readonly put: (text: string, spot: Spot, entry: Entry) => string;
  /** Takes the entry out; the text itself where there is none. */
  readonly remove: (text: string, spot: Spot) => string;
}

/** A file that its own format does not allow. */
export class SyntaxFault extends Error {
  override readonly name = "SyntaxFault";
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** A sound file that an entry cannot be put into. */
export class ShapeFault extends Error {
  override readonly name = "ShapeFault";
}
