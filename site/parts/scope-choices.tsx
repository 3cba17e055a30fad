import { Choice } from "./choice.tsx";
import { scopeWords } from "./scope-words.ts";

interface ScopeChoicesProps {
  readonly scopes: readonly string[];
  readonly chosen: readonly string[];
}

/** What the client asks to do, each of which can be left out. */
export function ScopeChoices({ scopes, chosen }: ScopeChoicesProps) {
  return (
    <fieldset>
      <legend>It will be able to</legend>
      {scopes.map((scope) => (
        <Choice
          key={scope}
          type="checkbox"
          name="scope"
          value={scope}
          defaultChecked={chosen.includes(scope)}
          label={scopeWords(scope) ?? <code>{scope}</code>}
          hint={
            scopeWords(scope) === undefined
              ? "This page knows no more than the name of this right."
              : undefined
          }
        />
      ))}
    </fieldset>
  );
}
