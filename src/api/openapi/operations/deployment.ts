import { z } from "zod";
import { ActivityEvent, ActivityList } from "../../../wire/activity.ts";
import { ChainPage } from "../../../wire/audit-chain.ts";
import { Uuid } from "../../../wire/scalars.ts";
import { AuditLogList } from "../../../wire/audit-log.ts";
import { AuthChecks } from "../../../wire/auth-check.ts";
import { BuildInfo, Experiments } from "../../../wire/build-info.ts";
import {
  ApplicationsHost,
  AvailableExperiments,
  DeploymentConfig,
  ExternalScopes,
  RegionList,
  SshConfig,
  UpdateCheck,
} from "../../../wire/deployment-info.ts";
import { Inbox, InboxNews } from "../../../wire/notification.ts";
import { Response } from "../../../wire/response.ts";
import type { Operations } from "../operation.ts";
import { Count, PagedSearch } from "../queries.ts";

const ActivityQuery = z.object({
  user: z.string().optional(),
  client: z.string().optional(),
  tool: z.string().optional(),
  workspace: z.string().optional(),
  since: z.string().optional(),
});

/** What the deployment is and offers (coder-api 1.5, 1.10, 5.1). */
export const deploymentOperations: Operations = {
  "GET /": { summary: "Greets", answers: { 200: Response }, isPublic: true, support: "full" },
  "GET /openapi.json": {
    summary: "This document",
    answers: { 200: z.looseObject({ openapi: z.string() }) },
    isPublic: true,
    support: "ours",
  },
  "GET /buildinfo": {
    summary: "Version and address of the deployment",
    answers: { 200: BuildInfo },
    isPublic: true,
    support: "full",
  },
  "GET /updatecheck": {
    summary: "Whether there is a newer release",
    answers: { 200: UpdateCheck },
    isPublic: true,
    support: "partial: always `current`",
  },
  "GET /auth/scopes": {
    summary: "Scopes that tokens can have",
    answers: { 200: ExternalScopes },
    isPublic: true,
    support: "full",
  },
  "GET /experiments": { summary: "Experiments that are on", answers: { 200: Experiments }, support: "full" },
  "GET /experiments/available": {
    summary: "Experiments that are safe to switch on",
    answers: { 200: AvailableExperiments },
    support: "partial: none are safe to switch on",
  },
  "GET /deployment/ssh": {
    summary: "What `coder config-ssh` writes",
    answers: { 200: SshConfig },
    support: "partial: fixed values; there is no SSH",
  },
  "GET /deployment/config": {
    summary: "Settings of the deployment, for owners and auditors",
    answers: { 200: DeploymentConfig },
    support: "partial: empty",
  },
  "GET /regions": {
    summary: "Regions and their proxies",
    answers: { 200: RegionList },
    support: "partial: the one region `primary`",
  },
  "GET /applications/host": {
    summary: "Host name of apps on subdomains",
    answers: { 200: ApplicationsHost },
    support: "full",
  },
  "GET /applications/auth-redirect": {
    summary: "Brings a browser that is logged in to the host of an app",
    query: z.object({ redirect_uri: z.string() }),
    answers: {},
    refusals: [303],
    isPublic: true,
    support: "partial: for the deployment's own wildcard host, there are no workspace proxies",
  },
  "GET /notifications/inbox": {
    summary: "Notifications of the caller",
    answers: { 200: Inbox },
    support: "partial: empty; nothing is notified",
  },
  "GET /notifications/inbox/watch": {
    summary: "Notifications as they come, over a WebSocket",
    answers: {},
    frames: InboxNews,
    refusals: [426],
    support: "partial: stays silent; nothing is notified",
  },
  "POST /authcheck": {
    summary: "Whether the caller may do each of several things",
    body: AuthChecks,
    answers: { 200: z.record(z.string(), z.boolean()) },
    support: "full",
  },
  "GET /audit": {
    summary: "What was done and refused, newest first",
    query: PagedSearch,
    answers: { 200: AuditLogList },
    support: "full, with fields of ours, and `client` and `workspace` in `q`",
  },
  "GET /audit/chain": {
    summary: "The links of the audit log behind a position, at most 1,000, with their signed checkpoints",
    query: z.object({ after: Count.optional(), limit: Count.optional() }),
    answers: { 200: ChainPage },
    support: "ours",
  },
  "GET /activity": {
    summary:
      "What clients did, by user, client and day; one's own, and for auditors everybody's with `user=*`",
    query: ActivityQuery.extend({ before: Uuid.optional(), limit: Count.optional() }),
    answers: { 200: ActivityList },
    support: "ours",
  },
  "GET /activity/watch": {
    summary: "The same as it comes, as server-sent events",
    query: ActivityQuery,
    answers: { 200: { mediaType: "text/event-stream" } },
    support: "ours",
  },
  "GET /activity/:event": {
    summary: "One event with its diffs",
    answers: { 200: ActivityEvent },
    support: "ours",
  },
};
