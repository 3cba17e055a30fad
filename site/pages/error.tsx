import type { PageProps } from "../../src/wire/pages.ts";
import { Shell } from "../parts/shell.tsx";

export function ErrorPage({ title, message, remedy, requestId }: PageProps["error"]) {
  return (
    <Shell heading={title}>
      <p>{message}</p>
      {remedy === undefined ? null : <p>{remedy}</p>}
      <p>
        <a href="/">Go to the start page</a>
      </p>
      {requestId === undefined ? null : (
        <p className="hint">
          Request <code>{requestId}</code>
        </p>
      )}
    </Shell>
  );
}
