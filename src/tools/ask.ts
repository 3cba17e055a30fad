/** What a tool may ask the person at the client; `key` tells the questions of one call apart. */
export type Question =
  | { readonly kind: "confirm"; readonly key: string; readonly message: string; readonly label: string }
  | {
      readonly kind: "choose";
      readonly key: string;
      readonly message: string;
      readonly label: string;
      readonly options: readonly string[];
    };

/** `unasked` when the client cannot ask; then a tool goes on as if there were nobody to ask. */
export type Reply =
  | { readonly kind: "unasked" }
  | { readonly kind: "declined" }
  | { readonly kind: "accepted"; readonly choice: string };

/**
 * Asks the person. The call may end here and run again from its beginning when the answer is there, so a tool asks
 * before it does or reports anything. A courtesy, not a permission: the client answers in the person's name.
 */
export type Ask = (question: Question) => Promise<Reply>;

/** For callers whose client cannot ask. */
export const askNobody: Ask = async () => ({ kind: "unasked" });
