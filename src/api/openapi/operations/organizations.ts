import { z } from "zod";
import { Member, MemberList, Organization } from "../../../wire/organization.ts";
import { JOB_STATUSES, ProvisionerJob } from "../../../wire/provisioner-job.ts";
import { Uuid } from "../../../wire/scalars.ts";
import { AssignableRole, MinimalUser, UpdateRoles } from "../../../wire/user.ts";
import type { Operations } from "../operation.ts";
import { Page, PagedSearch } from "../queries.ts";

const Jobs = Page.extend({
  ids: Uuid.optional(),
  status: z.enum(JOB_STATUSES).optional(),
  initiator: z.string().optional(),
});

/** Organizations, their members and their queue of jobs (coder-api 1.9, 3.6). */
export const organizationOperations: Operations = {
  "GET /organizations": {
    summary: "Organizations that the caller may see",
    answers: { 200: z.array(Organization) },
    support: "partial: the default organization; none can be made",
  },
  "GET /organizations/:organization": {
    summary: "An organization",
    answers: { 200: Organization },
    support: "full",
  },
  "GET /organizations/:organization/members": {
    summary: "Members of an organization",
    query: PagedSearch,
    answers: { 200: z.array(Member) },
    support: "full",
  },
  "GET /organizations/:organization/paginated-members": {
    summary: "A page of members, and how many there are",
    query: PagedSearch,
    answers: { 200: MemberList },
    support: "full",
  },
  "GET /organizations/:organization/members/:user": {
    summary: "A member",
    answers: { 200: Member },
    support: "full",
  },
  "POST /organizations/:organization/members/:user": {
    summary: "Adds a user to an organization",
    answers: { 200: Member },
    refusals: [409],
    support: "full",
  },
  "DELETE /organizations/:organization/members/:user": {
    summary: "Removes a member",
    answers: { 204: null },
    refusals: [409],
    support: "full",
  },
  "GET /organizations/:organization/members/roles": {
    summary: "Roles of an organization, and which the caller may give",
    answers: { 200: z.array(AssignableRole) },
    support: "partial: no custom roles",
  },
  "PUT /organizations/:organization/members/:user/roles": {
    summary: "Replaces a member's roles",
    body: UpdateRoles,
    answers: { 200: Member },
    support: "full",
  },
  "GET /organizations/:organization/members/:user/workspaces/available-users": {
    summary: "Whom workspaces can be made for",
    query: PagedSearch,
    answers: { 200: z.array(MinimalUser) },
    support: "full",
  },
  "GET /organizations/:organization/provisionerjobs": {
    summary: "Builds and imports, newest first, 50 unless it says otherwise",
    query: Jobs,
    answers: { 200: z.array(ProvisionerJob) },
    support: "partial: not by `tags`",
  },
  "GET /organizations/:organization/provisionerjobs/:job": {
    summary: "A build's or an import's job",
    answers: { 200: ProvisionerJob },
    support: "full",
  },
};
