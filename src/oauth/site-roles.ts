import type { Rights } from "./rbac-catalog.ts";

export interface SiteRole {
  readonly displayName: string;
  /** To every object. */
  readonly everywhere: Rights;
  /** To one's own objects. */
  readonly own: Rights;
  /** Site roles that its holder may give and take. */
  readonly assigns: "*" | readonly string[];
  /** Organization roles that its holder may give and take in every organization. */
  readonly assignsInOrganizations: "*" | readonly string[];
}

const NOTHING = { own: {}, assigns: [], assignsInOrganizations: [] } as const;

/** What every user has; never stored, never shown among a user's roles. */
export const MEMBER: SiteRole = {
  ...NOTHING,
  displayName: "Member",
  everywhere: { assign_role: ["read"], oauth2_app: ["read"], workspace_proxy: ["read"] },
  own: {
    api_key: "*",
    file: ["create", "read"],
    notification_message: ["read"],
    notification_preference: ["read", "update"],
    inbox_notification: ["read", "update"],
    user: ["read", "read_personal", "update_personal"],
    user_secret: "*",
    user_skill: "*",
    organization_member: ["read"],
  },
};

/** Roles that are given to a user for the whole deployment (coder-api 7.1). */
export const SITE_ROLE_TABLE: Readonly<Record<string, SiteRole>> = {
  owner: {
    ...NOTHING,
    displayName: "Owner",
    everywhere: { "*": "*", user_secret: [], user_skill: ["read", "delete"] },
    assigns: "*",
    assignsInOrganizations: "*",
  },
  "template-admin": {
    ...NOTHING,
    displayName: "Template Admin",
    everywhere: {
      template: "*",
      file: ["create", "read"],
      workspace: ["read"],
      provisioner_daemon: ["create", "read", "update", "delete"],
      provisioner_jobs: ["read"],
      user: ["read"],
      group: ["read"],
      organization: ["read"],
      organization_member: ["read"],
    },
  },
  "user-admin": {
    ...NOTHING,
    displayName: "User Admin",
    everywhere: {
      user: ["create", "read", "update", "delete", "read_personal", "update_personal"],
      group: ["create", "read", "update", "delete"],
      group_member: ["create", "read", "update", "delete"],
      organization: ["read"],
      organization_member: ["create", "read", "update", "delete"],
      assign_role: ["assign", "unassign", "read"],
      assign_org_role: ["assign", "unassign", "read"],
      idpsync_settings: ["read", "update"],
    },
    assigns: [],
    assignsInOrganizations: ["organization-workspace-access", "agents-access"],
  },
  auditor: {
    ...NOTHING,
    displayName: "Auditor",
    everywhere: {
      audit_log: ["read"],
      connection_log: ["read"],
      template: ["read", "view_insights"],
      user: ["read"],
      group: ["read"],
      organization: ["read"],
      organization_member: ["read"],
      deployment_config: ["read"],
      deployment_stats: ["read"],
    },
  },
};
