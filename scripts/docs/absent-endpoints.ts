/** Endpoints of Coder that this deployment does not have, and why: `[METHOD /path below /api/v2, reason]`. */
export const ABSENT_ENDPOINTS: readonly (readonly [endpoint: string, why: string])[] = [];
