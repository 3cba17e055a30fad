import { LogText } from "./log-text.tsx";
import { useLogLines } from "./use-log-lines.ts";

/** The log of a build, while it runs and after. */
export function BuildLog({ buildId }: { readonly buildId: string }) {
  const lines = useLogLines(`/workspacebuilds/${buildId}/logs`);
  return (
    <LogText label="Log of the build">
      {lines.map(({ id, stage, output, log_level: level }, index) => (
        <span key={id} className={`line ${level ?? ""}`}>
          {stage === lines[index - 1]?.stage ? "" : `== ${stage ?? ""}\n`}
          {output === "" ? "" : `${output}\n`}
        </span>
      ))}
    </LogText>
  );
}
