import { z } from "zod";
import { Time, Uuid } from "./scalars.ts";

const Notification = z.object({
  id: Uuid,
  user_id: Uuid,
  template_id: Uuid,
  targets: z.array(Uuid),
  title: z.string(),
  content: z.string(),
  icon: z.string(),
  actions: z.array(z.object({ label: z.string(), url: z.string() })),
  read_at: Time.nullable(),
  created_at: Time,
});

/** `GET /notifications/inbox`. */
export const Inbox = z.object({ notifications: z.array(Notification), unread_count: z.int() });

/** Frame of `GET /notifications/inbox/watch` (coder-api 2.10). */
export const InboxNews = z.object({ notification: Notification, unread_count: z.int() });
export type InboxNews = z.infer<typeof InboxNews>;
