import { type Configuration, type KoaContextWithOIDC, errors } from "oidc-provider";
import { SCOPES } from "../scopes.ts";
import { type Resources, resourceOf } from "./resources.ts";

type ResourceIndicators = NonNullable<NonNullable<Configuration["features"]>["resourceIndicators"]>;

/** Tokens are for the MCP endpoint or for the REST API (RFC 8707), never for both. */
export function resourceIndicators(
  options: Resources & { readonly defaultScopes: readonly string[] },
): ResourceIndicators {
  return {
    enabled: true,
    defaultResource: (_ctx, _client, oneOf) => {
      if (oneOf !== undefined) throw onlyOne();
      return options.mcpUrl;
    },
    getResourceServerInfo: (ctx, indicator) => {
      if (Array.isArray(ctx.oidc.params?.["resource"])) throw onlyOne();
      const audience = resourceOf(options, indicator);
      if (audience === undefined) {
        throw new errors.InvalidTarget(`resource must be ${options.mcpUrl} or ${options.accessUrl}`);
      }
      if (ctx.oidc.route !== "token") settleScope(ctx, options.defaultScopes);
      return { audience, scope: SCOPES.join(" "), accessTokenFormat: "opaque" };
    },
    useGrantedResource: () => true,
  };
}

const onlyOne = (): Error => new errors.InvalidTarget("only one resource may be asked for");

/** Gives a request that names no scope the default ones; throws invalid_scope for a scope that there is not. */
function settleScope({ oidc: { params } }: KoaContextWithOIDC, defaults: readonly string[]): void {
  if (params === undefined) return;
  const asked = typeof params["scope"] === "string" ? params["scope"].split(" ") : [];
  const unknown = asked.find((scope) => !SCOPES.includes(scope));
  if (unknown !== undefined) throw new errors.InvalidScope("the scope is unknown", unknown);
  if (asked.length === 0) params["scope"] = defaults.join(" ");
}
