import { quoted, type PromptDefinition } from "./prompt.ts";

export const runTests: PromptDefinition = {
  name: "run_tests",
  title: "Run tests",
  description: "Run a project's tests in a workspace and explain what fails",
  arguments: [
    { name: "workspace", description: "[owner/]name[.agent]", required: true, completes: "workspace" },
    { name: "path", description: "Directory of the project, absolute or ~/…", required: false },
  ],
  needs: ["execute_command", "get_command_output", "read_file"],

  write: ({ workspace, path = "" }) => ({
    text: [
      `Run the tests of the project in ${quoted(path === "" ? "~/" : path)} of the Coder workspace ${quoted(workspace)}.`,
      "1. Find out how the project is tested: its README, package.json, Makefile or the like.",
      "2. Run the tests with execute_command. When it answers with an execution id, follow it with get_command_output; do not start it again.",
      "3. For each failure, read the test and the code with read_file, and say which of them is wrong and why.",
      "4. Change nothing yet. End with the counts, the causes, and the smallest repair of each.",
    ].join("\n"),
  }),
};
