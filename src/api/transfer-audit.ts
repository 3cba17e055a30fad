import type { AuditAction } from "../wire/audit-log.ts";
import { AppError } from "../wire/errors.ts";
import { STATUS_OF } from "../wire/http-status.ts";
import type { ApiContext } from "./api-env.ts";
import { originOf } from "./request-origin.ts";
import type { TransferTicket } from "./transfer-ticket.ts";
import type { WorkspaceDeps } from "./workspace-deps.ts";

export interface TransferEvent {
  readonly action: AuditAction;
  readonly ticket: Pick<TransferTicket, "agent" | "path" | "direction" | "user" | "key">;
}

/** What came of it: the HTTP status, and what else the audit log is to keep. */
export interface TransferOutcome<T> {
  readonly result: T;
  readonly status: number;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Does `work` and writes into the audit log, before anybody is answered, that it was done or refused. */
export async function auditTransfer<T>(
  c: ApiContext,
  deps: Pick<WorkspaceDeps, "recordAudit">,
  event: TransferEvent,
  work: () => Promise<TransferOutcome<T>>,
): Promise<T> {
  const record = async (statusCode: number, facts: object): Promise<void> => {
    const { ticket, action } = event;
    await deps.recordAudit({
      ...originOf(c.var.requestId, c.env?.incoming),
      userId: ticket.user,
      keyId: ticket.key,
      action,
      resourceType: "file_transfer",
      resourceId: ticket.agent,
      resourceTarget: ticket.path,
      statusCode,
      additionalFields: { direction: ticket.direction, ...facts },
    });
  };
  try {
    const { result, status, facts = {} } = await work();
    await record(status, facts);
    return result;
  } catch (error) {
    const known = error instanceof AppError ? error : undefined;
    const status = known === undefined ? 500 : (known.status ?? STATUS_OF[known.code]);
    await record(status, { code: known?.code ?? "internal" });
    throw error;
  }
}
