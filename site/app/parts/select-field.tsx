import { useId, type ReactNode } from "react";

interface SelectFieldProps {
  readonly label: string;
  readonly name: string;
  readonly value?: string;
  readonly defaultValue?: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly hint?: ReactNode;
  readonly onSelect?: (value: string) => void;
}

/** One labelled choice with a hint that screen readers read with it. */
export function SelectField({ label, hint, options, onSelect, ...select }: SelectFieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        aria-describedby={hintId}
        onChange={(event) => onSelect?.(event.target.value)}
        {...select}
      >
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <p className="hint" id={hintId}>
        {hint}
      </p>
    </div>
  );
}
