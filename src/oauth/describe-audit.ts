const PAST_TENSE: Readonly<Record<string, string>> = {
  create: "created",
  write: "updated",
  delete: "deleted",
  start: "started",
  stop: "stopped",
  login: "logged in",
  logout: "logged out",
  open: "opened",
  register: "registered",
  call: "called",
};

/** These are about the user, so the sentence names nothing else. */
const WITHOUT_TARGET: ReadonlySet<string> = new Set(["login", "logout", "register"]);

/** The sentence with the placeholders `{user}` and `{target}` that readers of the log fill in (coder-api 5.1). */
export function describeAudit(entry: {
  readonly action: string;
  readonly resource_type: string;
  readonly status_code: number;
}): string {
  const { action, resource_type: type, status_code: status } = entry;
  const verb = status >= 400 ? `unsuccessfully attempted to ${action}` : (PAST_TENSE[action] ?? action);
  if (WITHOUT_TARGET.has(action)) return `{user} ${verb}`;
  return `{user} ${verb} ${type.replaceAll("_", " ")} {target}`;
}
