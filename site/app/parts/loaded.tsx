import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "./problem.tsx";
import { Waiting } from "./waiting.tsx";

interface LoadedProps<T> {
  readonly query: UseQueryResult<T>;
  /** What is waited for, in a few words. */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** Shows what a query brought; what went wrong stands above the last that it brought, if any. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>) {
  const { data, error } = query;
  if (data === undefined) return error === null ? <Waiting what={what} /> : <Problem error={error} />;
  return (
    <>
      <Problem error={error} />
      {children(data)}
    </>
  );
}
