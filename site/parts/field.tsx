import { type InputHTMLAttributes, type ReactNode, useId } from "react";

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "id"> {
  readonly label: string;
  readonly name: string;
  readonly hint?: ReactNode;
  /** Stands beside the input. */
  readonly beside?: ReactNode;
}

/** One labelled input with a hint that screen readers read with it. */
export function Field({ label, hint, beside, ...input }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-line">
        <input id={id} aria-describedby={hint === undefined ? undefined : hintId} {...input} />
        {beside}
      </div>
      {hint === undefined ? null : (
        <p className="hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
}
