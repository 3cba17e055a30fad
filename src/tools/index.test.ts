import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { TOOLS, toolsIn } from "./index.ts";
import { toolListing } from "./tool-listing.ts";

const BUDGETS = { default: 3000, minimal: 1200 } as const;

const DEFAULT = [
  "list_workspaces",
  "create_workspace",
  "start_workspace",
  "stop_workspace",
  "delete_workspace",
  "get_workspace_status",
  "execute_command",
  "get_command_output",
  "write_process_input",
  "signal_process",
  "list_processes",
  "read_file",
  "write_file",
  "edit_files",
  "find_files",
  "list_directory",
  "list_templates",
  "get_template_info",
  "list_template_versions",
];

test("the default toolset has each tool once", () => {
  assert.deepEqual(
    toolsIn(["default"]).map(({ name }) => name),
    DEFAULT,
  );
  assert.equal(new Set(TOOLS.map(({ name }) => name)).size, TOOLS.length);
});

test("the minimal toolset is enough to work in a workspace", () => {
  assert.deepEqual(
    toolsIn(["minimal"]).map(({ name }) => name),
    [
      "list_workspaces",
      "start_workspace",
      "get_workspace_status",
      "execute_command",
      "get_command_output",
      "read_file",
      "write_file",
    ],
  );
});

test("an unknown toolset is refused with the accepted ones", () => {
  assert.throws(() => toolsIn(["minimum"]), /accepted are default, minimal, chatgpt.*Did you mean "minimal"/);
});

for (const [toolset, budget] of Object.entries(BUDGETS)) {
  test(`the ${toolset} list costs at most ${budget} tokens`, () => {
    const tokens = encode(JSON.stringify(toolsIn([toolset]).map(toolListing))).length;
    assert(tokens <= budget, `${tokens} tokens`);
  });
}

for (const tool of TOOLS) {
  test(`${tool.name} is named, described, hinted and strict, and its schema is unchanged`, (t) => {
    const listing = toolListing(tool);
    assert.match(
      tool.name,
      tool.toolsets.includes("chatgpt")
        ? /^(search|fetch)$/
        : /^(list|create|start|stop|delete|get|execute|read|write|edit|find|signal|diff|restore|upload|download)_[a-z_]+$/,
    );
    assert.match(tool.title, /^[A-Z]/);
    assert.match(tool.description, /^[A-Z].*\.$/);
    assert.deepEqual(
      Object.values(listing.annotations).map((hint) => typeof hint),
      Array(4).fill("boolean"),
    );
    assert.equal(listing.inputSchema.type, "object");
    assert.equal(listing.inputSchema["additionalProperties"], false);
    assert(!("outputSchema" in listing));
    t.assert.snapshot(listing);
  });
}

const named = (hint: "readOnlyHint" | "destructiveHint") =>
  TOOLS.filter(({ annotations }) => annotations[hint]).map(({ name }) => name);

test("tools that only read say so, and those that destroy warn", () => {
  assert.deepEqual(named("destructiveHint"), [
    "stop_workspace",
    "delete_workspace",
    "execute_command",
    "write_process_input",
    "signal_process",
    "write_file",
    "edit_files",
    "restore_checkpoint",
    "upload_file",
  ]);
  assert(
    named("readOnlyHint").every((name) => /^(list|get|read|find|diff|download)_|^(search|fetch)$/.test(name)),
  );
});
