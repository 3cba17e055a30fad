import { z } from "zod";

/** A TCP port number. */
export const Port = z.coerce.number().int().min(1).max(65_535);

/** Query of the agent's `POST /tcp`, whose two bodies are the two directions of a connection. */
export const ConnectPort = z.strictObject({ port: Port });

export const ListeningPort = z.object({
  /** Empty where it cannot be read. */
  process_name: z.string(),
  network: z.literal("tcp"),
  port: z.int(),
});
export type ListeningPort = z.infer<typeof ListeningPort>;

/** Answer of `GET /workspaceagents/:agent/listening-ports` (coder-api 4.2). */
export const ListeningPorts = z.object({ ports: z.array(ListeningPort) });
export type ListeningPorts = z.infer<typeof ListeningPorts>;
