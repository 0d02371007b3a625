import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "../i18n/index.ts";
import { meQuery } from "../features/account/queries.ts";
import { Refusal } from "./api.ts";
import { openRouter } from "./router.tsx";
import { theme } from "./theme.ts";

/** Live changes keep what is on the screen right; reading again is for what comes into view. */
const STALE_MS = 5_000;

const client: QueryClient = new QueryClient({
  defaultOptions: {
    // The server is often this very computer: that the internet is away says nothing about it.
    queries: { staleTime: STALE_MS, retry: false, refetchOnWindowFocus: false, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
});
const router = openRouter(client);

/** A sign-in that ended elsewhere leads to the door. */
function leaveWhenSignedOut(error: unknown): void {
  if (!(error instanceof Refusal) || error.code !== "not_signed_in") return;
  client.setQueryData(meQuery.queryKey, null);
  void router.invalidate();
}

// The server lets in only styles with this page's nonce: Mantine's, and those of the scroll lock under its windows.
const nonce = document.querySelector<HTMLMetaElement>("meta[name=style-nonce]")?.content ?? "";
setNonce(nonce);

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <Notifications position="top-center" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
