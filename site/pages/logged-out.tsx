import { Shell } from "../parts/shell.tsx";

export function LoggedOut() {
  return (
    <Shell heading="Logged out">
      <p>This browser has no session here.</p>
      <p>
        <a href="/login">Log in</a>
      </p>
    </Shell>
  );
}
