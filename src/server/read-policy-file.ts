import { readFile } from "node:fs/promises";
import { parse, YAMLParseError } from "yaml";
import { AppError } from "../wire/errors.ts";
import { Policy } from "../wire/policy.ts";

/** The policy of a YAML file; undefined without a file. AppError "invalid" names the file, the rule and what is accepted. */
export async function readPolicyFile(path: string): Promise<Policy | undefined> {
  if (path === "") return undefined;
  try {
    const { success, data, error } = Policy.safeParse(parse(await readFile(path, "utf8")));
    if (success) return data;
    const faults = error.issues.map((issue) => `${issue.path.join(".") || "policy"}: ${issue.message}`);
    throw faultOf(path, faults.join("; "));
  } catch (error) {
    if (error instanceof YAMLParseError) throw faultOf(path, error.message);
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw faultOf(path, "there is no such file");
    throw error;
  }
}

const faultOf = (path: string, detail: string): AppError =>
  new AppError("invalid", `CODER_POLICY_FILE ${path}: ${detail}`);
