import { ReceiveFile, SendFile, type ReceivedFile } from "../../wire/file-transfer.ts";
import { expandPath } from "../../rules/files/expand-path.ts";
import { sendFile } from "../files/send-file.ts";
import { tooLarge } from "../files/spool-body.ts";
import { receiveFile, type WriteDeps } from "../files/write-file.ts";
import { readQuery } from "../http/read-request.ts";
import { json, type Route } from "../http/route.ts";

/** Files of any size, which the deployment lets go in and out by signed URLs. */
export function transferRoutes(home: string, write: WriteDeps): readonly Route[] {
  return [
    {
      method: "GET",
      pattern: "/files/download",
      handle: async (call) => {
        const query = readQuery(call, SendFile);
        return await sendFile(expandPath(query.path, home, "path"), query);
      },
    },
    {
      method: "PUT",
      pattern: "/files/upload",
      handle: async (call) => {
        const { max_bytes: maxBytes, ...query } = readQuery(call, ReceiveFile);
        const told = call.headers["content-length"];
        const length = told === undefined ? undefined : Number(told);
        if (length !== undefined && length > maxBytes) throw tooLarge(maxBytes);
        const path = expandPath(query.path, home, "path");
        const request = {
          ...query,
          path,
          append: false,
          body: call.body,
          signal: call.signal,
          maxBytes,
          length,
        };
        const { result, sha256 } = await receiveFile(write, request);
        const { replayed: _never, ...received } = result;
        return json({ ...received, sha256 } satisfies ReceivedFile);
      },
    },
  ];
}
