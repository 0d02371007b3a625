import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { meQuery } from "../features/account/queries.ts";
import { Refusal } from "./api.ts";

/** Live changes keep what is on the screen right; reading again is for what comes into view. */
const STALE_MS = 5_000;

/** What is known of the server. A sign-in that ended elsewhere is noticed by the first answer that says so. */
export function openQueryClient(): QueryClient {
  const noticeSignedOut = (error: unknown) => {
    if (error instanceof Refusal && error.code === "not_signed_in")
      client.setQueryData(meQuery.queryKey, null);
  };
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      // The server is often this very computer: that the internet is away says nothing about it.
      queries: { staleTime: STALE_MS, retry: false, refetchOnWindowFocus: false, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
    queryCache: new QueryCache({ onError: noticeSignedOut }),
    mutationCache: new MutationCache({ onError: noticeSignedOut }),
  });
  return client;
}
