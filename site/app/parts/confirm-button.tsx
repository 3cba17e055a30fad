import { useState } from "react";

interface ConfirmButtonProps {
  readonly label: string;
  /** What the second press does, in a word or two. */
  readonly confirm: string;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
}

/** A button for what cannot be undone: it acts when it is pressed twice, and calms down when it is left. */
export function ConfirmButton({ label, confirm, disabled = false, onConfirm }: ConfirmButtonProps) {
  const [asked, setAsked] = useState(false);
  const press = () => {
    if (asked) onConfirm();
    setAsked(!asked);
  };
  return (
    <button
      type="button"
      className={asked ? "small danger" : "small quiet"}
      disabled={disabled}
      aria-live="polite"
      onBlur={() => setAsked(false)}
      onClick={press}
    >
      {asked ? confirm : label}
    </button>
  );
}
