import { type InputHTMLAttributes, type ReactNode, useId } from "react";

export interface ChoiceProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "id" | "type"> {
  readonly type: "radio" | "checkbox";
  readonly label: ReactNode;
  readonly hint?: ReactNode;
}

/** One radio button or checkbox with its words, all of which can be clicked. */
export function Choice({ label, hint, ...input }: ChoiceProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="choice">
      <input id={id} aria-describedby={hint === undefined ? undefined : hintId} {...input} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint === undefined ? null : (
          <p className="hint" id={hintId}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
