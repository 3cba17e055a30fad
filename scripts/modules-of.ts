import type { RolldownOutput } from "rolldown";

/** Paths of the files that a build put into its chunks. */
export const modulesOf = ({ output }: Pick<RolldownOutput, "output">): readonly string[] =>
  output.flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
