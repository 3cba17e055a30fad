import type { ReactNode } from "react";
import { Problem } from "./problem.tsx";

interface DataFormProps {
  /** What sending the form does, and how that went. */
  readonly sent: {
    readonly mutate: (form: FormData) => void;
    readonly error: unknown;
    readonly isPending: boolean;
  };
  /** The words on the button. */
  readonly submit: string;
  readonly children: ReactNode;
}

/** A form that the script sends, once at a time; why it was refused stands above the button. */
export function DataForm({ sent, submit, children }: DataFormProps) {
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (!sent.isPending) sent.mutate(new FormData(event.currentTarget));
      }}
    >
      {children}
      <Problem error={sent.error} />
      <button type="submit" disabled={sent.isPending}>
        {submit}
      </button>
    </form>
  );
}
