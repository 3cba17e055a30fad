import type { Rights } from "./rbac-catalog.ts";

export interface OrganizationRole {
  readonly displayName: string;
  /** To every object of the organization. */
  readonly everywhere: Rights;
  /** To one's own objects in the organization. */
  readonly own: Rights;
  /** Taken away again, whatever other organization roles give. */
  readonly denies: Rights;
  /** Roles of the same organization that its holder may give and take. */
  readonly assigns: "*" | readonly string[];
}

const NOTHING = { everywhere: {}, own: {}, denies: {}, assigns: [] } as const;
const MANAGE = ["create", "read", "update", "delete"] as const;

/** What every member of an organization has in it; never stored. */
export const ORGANIZATION_MEMBER: OrganizationRole = {
  ...NOTHING,
  displayName: "Organization Member",
  everywhere: {
    organization: ["read"],
    assign_org_role: ["read"],
    // The Everyone group of a template.
    template: ["read", "use"],
    provisioner_daemon: ["read"],
  },
  own: { workspace: "*", workspace_dormant: "*", organization_member: ["read"], provisioner_jobs: ["read"] },
};

/** Roles that are given to a member of one organization (coder-api 7.2). */
export const ORGANIZATION_ROLE_TABLE: Readonly<Record<string, OrganizationRole>> = {
  "organization-admin": {
    ...NOTHING,
    displayName: "Organization Admin",
    everywhere: {
      "*": "*",
      workspace: [
        "create",
        "read",
        "update",
        "delete",
        "start",
        "stop",
        "share",
        "create_agent",
        "delete_agent",
      ],
      user: [],
      api_key: [],
      user_secret: [],
      user_skill: [],
    },
    assigns: "*",
  },
  "organization-auditor": {
    ...NOTHING,
    displayName: "Organization Auditor",
    everywhere: { audit_log: ["read"] },
  },
  "organization-user-admin": {
    ...NOTHING,
    displayName: "Organization User Admin",
    everywhere: {
      organization_member: MANAGE,
      group: MANAGE,
      group_member: MANAGE,
      assign_org_role: ["assign", "unassign", "read"],
    },
    assigns: ["organization-workspace-access", "agents-access"],
  },
  "organization-template-admin": {
    ...NOTHING,
    displayName: "Organization Template Admin",
    everywhere: {
      template: "*",
      file: ["create", "read"],
      workspace: ["read"],
      provisioner_daemon: MANAGE,
      provisioner_jobs: ["read"],
      organization_member: ["read"],
    },
  },
  "organization-workspace-creation-ban": {
    ...NOTHING,
    displayName: "Organization Workspace Creation Ban",
    denies: { workspace: ["create", "delete", "create_agent", "delete_agent"] },
  },
  "organization-workspace-access": {
    ...NOTHING,
    displayName: "Organization Workspace Access",
    own: { workspace: "*" },
  },
  "agents-access": { ...NOTHING, displayName: "Coder Agents User", own: { chat: MANAGE } },
};
