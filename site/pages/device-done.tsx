import type { PageProps } from "../../src/wire/pages.ts";
import { Shell } from "../parts/shell.tsx";

export function DeviceDone({ clientName, allowed }: PageProps["device-done"]) {
  return (
    <Shell heading={allowed ? "Device connected" : "Device denied"}>
      <p>
        {allowed ? (
          <>
            <strong>{clientName}</strong> goes on by itself in a moment.
          </>
        ) : (
          <>
            <strong>{clientName}</strong> got no access.
          </>
        )}{" "}
        You can close this page.
      </p>
    </Shell>
  );
}
