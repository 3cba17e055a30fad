import { z } from "zod";
import { FileTransfer, ReceivedFile, StartTransfer } from "../../../wire/file-transfer.ts";
import { RELAY_REFUSALS, type Operations } from "../operation.ts";

const BYTES = { mediaType: "application/octet-stream" };
const Ticket = z.object({ ticket: z.string() });
const refusals = RELAY_REFUSALS;

/** Single files by signed URLs, which need no token. */
export const fileTransferOperations: Operations = {
  "POST /workspaceagents/:agent/files/transfers": {
    summary: "A signed URL for one file",
    body: StartTransfer,
    answers: { 201: FileTransfer },
    refusals,
    support: "ours",
  },
  "GET /transfers": {
    summary: "Where such a URL leads, to fetch the file",
    query: Ticket,
    answers: { 200: BYTES, 206: BYTES },
    refusals: [...refusals, 416],
    isPublic: true,
    support: "ours",
  },
  "PUT /transfers": {
    summary: "Where such a URL leads, to bring the file",
    query: Ticket,
    body: BYTES,
    answers: { 200: ReceivedFile, 201: ReceivedFile },
    refusals,
    isPublic: true,
    support: "ours",
  },
};
