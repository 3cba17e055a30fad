import { useEffect, useState } from "react";

/** True once a script runs: what only a script can do is shown only then. */
export function useScripted(): boolean {
  const [scripted, setScripted] = useState(false);
  useEffect(() => setScripted(true), []);
  return scripted;
}
