/** No pagers and no editors: nobody scrolls, and nobody wants to learn how to leave one. */
export const UNATTENDED: Readonly<Record<string, string>> = {
  GIT_EDITOR: "true",
  GIT_SEQUENCE_EDITOR: "true",
  EDITOR: "true",
  VISUAL: "true",
  PAGER: "cat",
  GIT_PAGER: "cat",
};

/** Without a terminal there are no prompts and no colours either. */
export const QUIET: Readonly<Record<string, string>> = {
  ...UNATTENDED,
  GIT_TERMINAL_PROMPT: "0",
  NO_COLOR: "1",
  TERM: "dumb",
  DEBIAN_FRONTEND: "noninteractive",
};

/** The variable every process of an execution inherits, by which runaways are found. */
export const EXECUTION_MARKER = "CODER_EXECUTION_ID";
