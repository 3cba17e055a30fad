import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { TOOLS, toolsIn } from "./index.ts";
import { toolListing } from "./tool-listing.ts";

const CODERS = [
  "coder_create_task",
  "coder_create_template",
  "coder_create_template_version",
  "coder_create_workspace",
  "coder_create_workspace_build",
  "coder_delete_task",
  "coder_delete_template",
  "coder_get_authenticated_user",
  "coder_get_task_logs",
  "coder_get_task_status",
  "coder_get_template",
  "coder_get_template_version_logs",
  "coder_get_workspace",
  "coder_get_workspace_agent_logs",
  "coder_get_workspace_build_logs",
  "coder_list_organizations",
  "coder_list_tasks",
  "coder_list_templates",
  "coder_list_workspaces",
  "coder_send_task_input",
  "coder_template_version_parameters",
  "coder_update_template_active_version",
  "coder_upload_tar_file",
  "coder_workspace_bash",
  "coder_workspace_edit_file",
  "coder_workspace_edit_files",
  "coder_workspace_execute",
  "coder_workspace_list_apps",
  "coder_workspace_ls",
  "coder_workspace_port_forward",
  "coder_workspace_process_list",
  "coder_workspace_process_output",
  "coder_workspace_process_signal",
  "coder_workspace_read_file",
  "coder_workspace_readiness",
  "coder_workspace_write_file",
];

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

const USUAL =
  /^(list|create|start|stop|delete|get|execute|read|write|edit|find|signal|diff|restore)_[a-z_]+$/;
const NAMES = {
  default: USUAL,
  minimal: USUAL,
  checkpoints: USUAL,
  activity: USUAL,
  transfer: /^(upload|download)_[a-z_]+$/,
  apps: /^(list|open)_[a-z_]+$/,
  chatgpt: /^(search|fetch)$/,
  coder: /^coder_[a-z_]+$/,
} as const;

for (const tool of TOOLS) {
  test(`${tool.name} is named, described, hinted and strict, and its schema is unchanged`, (t) => {
    const listing = toolListing(tool);
    assert.match(tool.name, NAMES[tool.toolsets[0] ?? "default"]);
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
  TOOLS.filter(({ annotations, toolsets }) => annotations[hint] && !toolsets.includes("coder")).map(
    ({ name }) => name,
  );

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

const coders = toolsIn(["coder"]);

test("Coder's own tools are there by their names, and only when asked for", () => {
  assert.deepEqual(coders.map(({ name }) => name).toSorted(), CODERS.toSorted());
  assert(coders.every(({ toolsets }) => toolsets.length === 1));
});

test("Coder's own tools have one of its three kinds of effect", () => {
  const kinds = coders.map(({ annotations: { readOnlyHint: reads, destructiveHint: destroys, ...rest } }) => {
    assert.deepEqual(rest, { idempotentHint: reads, openWorldHint: false });
    return reads ? "reads" : destroys ? "destroys" : "changes";
  });
  const of = (kind: string) => coders.filter((_, index) => kinds[index] === kind).map(({ name }) => name);
  assert.deepEqual(of("destroys").toSorted(), [
    "coder_create_workspace_build",
    "coder_delete_task",
    "coder_delete_template",
    "coder_workspace_bash",
    "coder_workspace_edit_file",
    "coder_workspace_edit_files",
    "coder_workspace_execute",
    "coder_workspace_process_signal",
    "coder_workspace_write_file",
  ]);
  assert.deepEqual(of("changes").toSorted(), [
    "coder_create_task",
    "coder_create_template",
    "coder_create_template_version",
    "coder_create_workspace",
    "coder_send_task_input",
    "coder_update_template_active_version",
    "coder_upload_tar_file",
    "coder_workspace_list_apps",
    "coder_workspace_ls",
    "coder_workspace_port_forward",
    "coder_workspace_read_file",
  ]);
});
