import { ApiFailure } from "../api.ts";

/** Why something did not work, in the words of the API. */
export function Problem({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined) return null;
  const detail = error instanceof ApiFailure ? error.detail : undefined;
  const login = error instanceof ApiFailure && error.status === 401;
  return (
    <div className="refusal" role="alert">
      <p>{error instanceof Error ? error.message : "Something went wrong."}</p>
      {detail === undefined ? null : <p>{detail}</p>}
      {login ? <a href={`/login?redirect=${encodeURIComponent(location.pathname)}`}>Log in again</a> : null}
    </div>
  );
}
