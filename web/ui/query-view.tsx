import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Loading, RefusalMessage } from "./messages.tsx";

interface QueryViewProps<Data> {
  readonly query: UseQueryResult<Data>;
  /** What is being loaded, in words. */
  readonly loading: string;
  readonly children: (data: Data) => ReactNode;
}

/** Shows what a query brought, or that it is on its way, or why it did not come. */
export function QueryView<Data>({ query, loading, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <RefusalMessage error={query.error} onRetry={() => query.refetch()} />;
  return <Loading what={loading} />;
}
