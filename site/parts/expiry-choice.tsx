import { useId } from "react";
import { type ConsentChoice, EXPIRY_CHOICES } from "../../src/wire/pages.ts";

const WORDS: Readonly<Record<ConsentChoice["expiry"], string>> = {
  "1": "1 day",
  "30": "30 days",
  "90": "90 days",
  never: "Until I revoke it",
};

/** How long the grant lasts. */
export function ExpiryChoice({ expiry }: Pick<ConsentChoice, "expiry">) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>For how long</label>
      <select id={id} name="expiry" defaultValue={expiry}>
        {EXPIRY_CHOICES.map((days) => (
          <option key={days} value={days}>
            {WORDS[days]}
          </option>
        ))}
      </select>
    </div>
  );
}
