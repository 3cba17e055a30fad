import { quoted, type PromptDefinition } from "./prompt.ts";

export const reviewChanges: PromptDefinition = {
  name: "review_changes",
  title: "Review changes",
  description: "Review the uncommitted changes of a repository in a workspace",
  arguments: [
    { name: "workspace", description: "[owner/]name[.agent]", required: true, completes: "workspace" },
    { name: "path", description: "Directory of the repository, absolute or ~/…", required: true },
  ],
  needs: ["execute_command", "read_file"],

  write: ({ workspace, path }) => ({
    text: [
      `Review the uncommitted changes of the repository in ${quoted(path)} of the Coder workspace ${quoted(workspace)}.`,
      "1. See them with execute_command: git status --short, then git diff HEAD; new files are in the first only.",
      "2. Read the code around each change with read_file until you know who calls it.",
      "3. Report errors first, then missing tests, then what is hard to read; each with file, line and a proposal.",
      "4. Change nothing.",
    ].join("\n"),
  }),
};
