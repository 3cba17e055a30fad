import { canonicalScope } from "../scopes.ts";
import { PREFILL } from "./device-pages.ts";
import { type Resources, resourceOf } from "./resources.ts";

const AUTHORIZE = new Set([
  "client_id",
  "response_type",
  "response_mode",
  "redirect_uri",
  "scope",
  "state",
  "resource",
  "code_challenge",
  "code_challenge_method",
  "prompt",
]);

const PROMPTS = new Set(["none", "login", "consent"]);

/** OpenID Connect's scopes, which some clients send with every request, mean nothing here. */
const WITHOUT_MEANING = new Set(["openid", "offline_access", "profile", "email"]);

/** Parameters of an authorization request, in their canonical form; unknown ones are ignored (RFC 6749 section 3.1). */
export function authorizeParameters(resources: Resources, sent: URLSearchParams): URLSearchParams {
  const known = [...sent].filter(([name]) => AUTHORIZE.has(name));
  return canonical(resources, known);
}

/** Parameters of a form, with scopes and resources in their canonical form. */
export function formParameters(resources: Resources, sent: URLSearchParams): URLSearchParams {
  return canonical(resources, [...sent]);
}

/** The form of the device page, whose submission is not confirmed again: the consent page does that. */
export function deviceForm(sent: URLSearchParams): URLSearchParams {
  return new URLSearchParams({
    xsrf: sent.get("csrf") ?? "",
    user_code: sent.get("user_code") ?? "",
    confirm: "yes",
  });
}

/** The query of the device page: the code of a link only fills in the field. */
export function devicePage(sent: URLSearchParams): URLSearchParams {
  const code = sent.get("user_code");
  return new URLSearchParams(code === null ? {} : { [PREFILL]: code });
}

function canonical(resources: Resources, pairs: readonly (readonly [string, string])[]): URLSearchParams {
  const out = new URLSearchParams();
  for (const [name, value] of pairs) {
    const text = canonicalValue(resources, name, value);
    if (text !== undefined) out.append(name, text);
  }
  return out;
}

/** Undefined for a parameter that says nothing. */
function canonicalValue(resources: Resources, name: string, value: string): string | undefined {
  switch (name) {
    case "resource":
      return resourceOf(resources, value) ?? value;
    case "scope":
      return joined(
        wordsOf(value)
          .filter((word) => !WITHOUT_MEANING.has(word))
          .map((word) => canonicalScope(word) ?? word),
      );
    case "prompt":
      return joined(wordsOf(value).filter((word) => PROMPTS.has(word)));
    default:
      return value;
  }
}

const wordsOf = (text: string): readonly string[] => text.split(" ").filter((word) => word !== "");

const joined = (words: readonly string[]): string | undefined =>
  words.length === 0 ? undefined : [...new Set(words)].join(" ");
