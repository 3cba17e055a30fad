import { experimentList } from "./experiments.ts";
import type { Settings, Values } from "./setting.ts";
import {
  address,
  count,
  duration,
  headerList,
  httpUrl,
  logLevel,
  optionalDuration,
  originList,
  postgresUrl,
  size,
  switched,
  text,
  wholeNumber,
  wildcardHost,
} from "./setting-schemas.ts";

/** What `coder server` can be told. */
export const SERVER_SETTINGS = {
  httpAddress: {
    env: "CODER_HTTP_ADDRESS",
    flag: "http-address",
    description: "Where to listen, as host:port; port 0 takes a free one.",
    default: "127.0.0.1:3000",
    schema: address,
  },
  accessUrl: {
    env: "CODER_ACCESS_URL",
    flag: "access-url",
    description:
      "The URL under which users and workspaces reach the deployment; empty means the address it listens on.",
    default: "",
    schema: httpUrl,
  },
  wildcardAccessUrl: {
    env: "CODER_WILDCARD_ACCESS_URL",
    flag: "wildcard-access-url",
    description:
      "Hosts that lead to the deployment, such as *.apps.example.com, so that each app has an origin of its own; empty serves apps below the access URL only.",
    default: "",
    schema: wildcardHost,
  },
  pathAppsShareOrigin: {
    env: "CODER_DANGEROUS_ALLOW_PATH_APP_SAME_ORIGIN",
    flag: "dangerous-allow-path-app-same-origin",
    description:
      "Whether pages of apps below the access URL get its origin: they can then do all that whoever opens them can, and only a workspace's owner may.",
    default: "false",
    schema: switched,
  },
  postgresUrl: {
    env: "CODER_PG_CONNECTION_URL",
    flag: "postgres-url",
    description: "An external PostgreSQL; empty runs an embedded one.",
    default: "",
    schema: postgresUrl,
    secret: true,
  },
  apiRateLimit: {
    env: "CODER_API_RATE_LIMIT",
    flag: "api-rate-limit",
    description: "Requests a minute of one user to one endpoint; 0 or less turns rate limits off.",
    default: "512",
    schema: wholeNumber,
  },
  mcpTimeout: {
    env: "CODER_MCP_HTTP_TIMEOUT",
    flag: "mcp-http-timeout",
    description:
      "The longest that one tool call over the remote MCP endpoint may take; commands that it started go on.",
    default: "120s",
    schema: duration("1s", "1h"),
  },
  mcpRateLimit: {
    env: "CODER_MCP_HTTP_RATE_LIMIT",
    flag: "mcp-http-rate-limit",
    description: "Requests a minute of one user to the remote MCP endpoint; 0 or less turns the limit off.",
    default: "100",
    schema: wholeNumber,
  },
  mcpAllowedOrigins: {
    env: "CODER_MCP_HTTP_ALLOWED_ORIGINS",
    flag: "mcp-http-allowed-origins",
    description:
      "Comma-separated origins of other sites whose pages may use the remote MCP endpoint, such as https://app.example.com.",
    default: "",
    schema: originList,
  },
  mcpLogLevel: {
    env: "CODER_MCP_LOG_LEVEL",
    flag: "mcp-log-level",
    description:
      "The least severe log lines of the remote MCP endpoint to write to stderr; debug has one for every request.",
    default: "warn",
    schema: logLevel,
  },
  executionLimit: {
    env: "CODER_EXECUTION_LIMIT",
    flag: "execution-limit",
    description: "Commands that may run at once in one workspace, from 1 to 10000.",
    default: "64",
    schema: count(1, 10_000),
  },
  executionsKept: {
    env: "CODER_EXECUTIONS_KEPT",
    flag: "executions-kept",
    description: "Finished commands whose output a workspace keeps, newest first, from 1 to 100000.",
    default: "200",
    schema: count(1, 100_000),
  },
  executionsKeptSize: {
    env: "CODER_EXECUTIONS_KEPT_SIZE",
    flag: "executions-kept-size",
    description:
      "Output of finished commands that a workspace keeps, newest first; the last one stays in any case.",
    default: "512MiB",
    schema: size,
  },
  executionOutputLimit: {
    env: "CODER_EXECUTION_OUTPUT_LIMIT",
    flag: "execution-output-limit",
    description:
      "Output that the running commands of a workspace may save together; past it the one with the most is killed.",
    default: "8GiB",
    schema: size,
  },
  policyFile: {
    env: "CODER_POLICY_FILE",
    flag: "policy-file",
    description:
      "A YAML file with what everybody may do at most, see docs/permissions.md; empty means no limits.",
    default: "",
    schema: text,
  },
  auditRetention: {
    env: "CODER_AUDIT_RETENTION",
    flag: "audit-retention",
    description: "How long the audit log keeps entries, from 1d to 3650d; empty keeps them for ever.",
    default: "",
    schema: optionalDuration("1d", "3650d"),
  },
  prometheusEnable: {
    env: "CODER_PROMETHEUS_ENABLE",
    flag: "prometheus-enable",
    kind: "switch",
    description: "Serve metrics for Prometheus, on an address of their own.",
    default: "",
    schema: switched,
  },
  prometheusAddress: {
    env: "CODER_PROMETHEUS_ADDRESS",
    flag: "prometheus-address",
    description: "Where to serve metrics, as host:port, when CODER_PROMETHEUS_ENABLE is set.",
    default: "127.0.0.1:2112",
    schema: address,
  },
  otlpEndpoint: {
    env: "OTEL_EXPORTER_OTLP_ENDPOINT",
    flag: "otlp-endpoint",
    description: "An OpenTelemetry collector to send traces to (OTLP over HTTP); empty traces nothing.",
    default: "",
    schema: httpUrl,
  },
  otlpHeaders: {
    env: "OTEL_EXPORTER_OTLP_HEADERS",
    flag: "otlp-headers",
    description: "Headers for the collector, as name=value, joined by commas.",
    default: "",
    schema: headerList,
    secret: true,
  },
  otelServiceName: {
    env: "OTEL_SERVICE_NAME",
    flag: "otel-service-name",
    description: "What this server is called in traces.",
    default: "coder-mcp",
    schema: text,
  },
  experiments: {
    env: "CODER_EXPERIMENTS",
    flag: "experiments",
    description: "Comma-separated experiments to switch on: oauth2, mcp-server-http; * means all of them.",
    default: "oauth2,mcp-server-http",
    schema: experimentList,
  },
  oauthClientDocuments: {
    env: "CODER_OAUTH2_CLIENT_DOCUMENTS",
    flag: "oauth2-client-documents",
    description:
      "Whether OAuth clients may be known by a document in the Internet; false where the deployment does not reach it.",
    default: "true",
    schema: switched,
  },
  logLevel: {
    env: "CODER_LOG_LEVEL",
    flag: "log-level",
    description: "The least severe log lines to write to stderr: debug, info, warn or error.",
    default: "warn",
    schema: logLevel,
  },
} as const satisfies Settings;

export type ServerValues = Values<typeof SERVER_SETTINGS>;
