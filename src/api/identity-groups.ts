import type { RouteGroup } from "./api-deps.ts";
import { approvalRoutes } from "./approvals.ts";
import { auditRoutes } from "./audit.ts";
import { authcheckRoutes } from "./authcheck.ts";
import { buildInfoRoutes } from "./build-info.ts";
import { deploymentInfoRoutes } from "./deployment-info.ts";
import { firstUserRoutes } from "./first-user.ts";
import { openApiRoutes } from "./openapi/openapi-routes.ts";
import { loginRoutes } from "./login.ts";
import { oauthGrantRoutes } from "./oauth-grants.ts";
import { organizationRoutes } from "./organizations.ts";
import { roleRoutes } from "./roles.ts";
import { tokenRoutes } from "./tokens.ts";
import { userAccountRoutes } from "./user-account.ts";
import { userRoutes } from "./users.ts";

/** Route groups of the deployment and its people; fixed paths stand before those with a parameter. */
export const identityGroups: readonly RouteGroup[] = [
  openApiRoutes,
  buildInfoRoutes,
  deploymentInfoRoutes,
  firstUserRoutes,
  loginRoutes,
  roleRoutes,
  tokenRoutes,
  oauthGrantRoutes,
  userRoutes,
  userAccountRoutes,
  organizationRoutes,
  authcheckRoutes,
  auditRoutes,
  approvalRoutes,
];
