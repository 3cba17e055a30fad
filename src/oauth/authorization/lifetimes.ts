import type { Configuration } from "oidc-provider";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ACCESS_TOKEN = HOUR;
const REFRESH_TOKEN = 30 * DAY;

/** Seconds that each thing lives; no token outlives its grant. */
export const LIFETIMES: NonNullable<Configuration["ttl"]> = {
  AccessToken: (ctx) => withinGrant(ctx, ACCESS_TOKEN),
  RefreshToken: (ctx) => withinGrant(ctx, REFRESH_TOKEN),
  AuthorizationCode: MINUTE,
  DeviceCode: 10 * MINUTE,
  Interaction: HOUR,
  Session: HOUR,
};

interface GrantHolder {
  readonly oidc?: {
    readonly entities: { readonly Grant?: { readonly exp?: number | undefined } | undefined };
  };
}

function withinGrant(ctx: GrantHolder, seconds: number): number {
  const end = ctx.oidc?.entities.Grant?.exp;
  if (end === undefined) return seconds;
  return Math.max(1, Math.min(seconds, end - Math.floor(Date.now() / 1000)));
}
