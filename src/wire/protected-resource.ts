import { z } from "zod";

/** What names the authorization server of an endpoint (RFC 9728 section 2). */
export const ProtectedResource = z.object({
  resource: z.string(),
  authorization_servers: z.array(z.string()).default([]),
});
