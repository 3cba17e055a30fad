import { oneOf, text, textList } from "../../config/setting-schemas.ts";
import type { Settings, Values } from "../../config/setting.ts";
import { yesSetting } from "../yes-setting.ts";
import { organizationSetting } from "./template-settings.ts";

/** What `coder templates push` and `coder templates create` take. */
export const PUSH_SETTINGS = {
  directory: {
    env: undefined,
    flag: "directory",
    short: "d",
    placeholder: "dir",
    description: "The folder with the template's files.",
    default: ".",
    schema: text,
  },
  name: {
    env: undefined,
    flag: "name",
    placeholder: "name",
    description: "What to call the version; empty lets the deployment choose.",
    default: "",
    schema: text,
  },
  message: {
    env: undefined,
    flag: "message",
    short: "m",
    placeholder: "text",
    description: "What changed in this version.",
    default: "",
    schema: text,
  },
  activate: {
    env: undefined,
    flag: "activate",
    choices: ["true", "false"],
    description:
      "Whether workspaces are built of it from then on; the first version of a template always is.",
    default: "true",
    schema: oneOf(["true", "false"]).transform((value) => value === "true"),
  },
  variable: {
    env: undefined,
    flag: "variable",
    kind: "list",
    placeholder: "name=value",
    description: "A value of one of Terraform's variables; may be given several times.",
    default: "",
    schema: textList,
  },
  provisionerTag: {
    env: undefined,
    flag: "provisioner-tag",
    kind: "list",
    placeholder: "name=value",
    description: "A tag that the provisioner must have; may be given several times.",
    default: "",
    schema: textList,
  },
  organization: organizationSetting,
  yes: yesSetting,
} as const satisfies Settings;

export type PushFlags = Values<typeof PUSH_SETTINGS>;
