import { z } from "zod";
import { Member, MemberList, Organization } from "../../../wire/organization.ts";
import { AssignableRole, UpdateRoles } from "../../../wire/user.ts";
import type { Operations } from "../operation.ts";
import { PagedSearch } from "../queries.ts";

/** Organizations and their members (coder-api 1.9). */
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
};
