import { useState } from "react";
import { Field, type FieldProps } from "./field.tsx";
import { useScripted } from "./use-scripted.ts";

/** A password, which a script can show. */
export function PasswordField(props: Omit<FieldProps, "beside" | "type">) {
  const [shown, setShown] = useState(false);
  const scripted = useScripted();
  const toggle = (
    <button type="button" className="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
      Show<span className="for-readers"> the password</span>
    </button>
  );
  return <Field {...props} type={shown ? "text" : "password"} beside={scripted ? toggle : null} />;
}
