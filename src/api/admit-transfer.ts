import type { Subject } from "../oauth/rbac.ts";
import { forbidden } from "./authorize.ts";

/** Throws "forbidden" for who is limited to folders: the agent does not hold transfers to any. */
export function admitTransfer({ limits }: Subject): void {
  if (limits.every(({ rules }) => rules.paths === undefined)) return;
  throw forbidden(
    "A transfer cannot be held to folders; who is limited to some uses read_file and write_file.",
  );
}
