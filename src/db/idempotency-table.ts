import type { Stamp } from "./columns.ts";

export interface IdempotencyTable {
  user_id: string;
  key: string;
  digest: string;
  resource_id: string;
  created_at: Stamp;
}
