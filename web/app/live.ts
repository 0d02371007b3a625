import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { meQuery } from "../features/account/queries.ts";
import { applySession, openSessionsQuery, type Session } from "../features/sessions/queries.ts";
import { playTimeUp } from "../ui/sound.ts";

const RECONNECT_MS = 3_000;

/**
 * Follows what changes at the venue for as long as somebody is signed in, and keeps what is on the screen right.
 * Answers whether the connection stands. Whatever was missed while it was away is read again.
 */
export function useLiveChanges(): boolean {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let missed = false;
    const open = () => {
      source = new EventSource("/api/v1/stream");
      source.onopen = () => {
        setConnected(true);
        if (missed) void client.invalidateQueries();
        missed = false;
      };
      source.onerror = () => {
        missed = true;
        setConnected(false);
        // A refused stream (the sign-in ended) is not tried again by the browser: find out, then open anew.
        if (source.readyState !== EventSource.CLOSED) return;
        void client.invalidateQueries({ queryKey: meQuery.queryKey });
        timer = setTimeout(open, RECONNECT_MS);
      };
      source.addEventListener("session", ({ data }) => receiveSession(client, JSON.parse(data) as Session));
      source.addEventListener("scan", () => client.invalidateQueries({ queryKey: ["scans"] }));
      source.addEventListener("venue", () => client.invalidateQueries({ queryKey: ["venue"] }));
      source.addEventListener("reload", () => client.invalidateQueries());
    };
    open();
    // A phone that slept has a stopped stopwatch and a stale screen.
    const wake = () => {
      if (document.visibilityState === "visible") void client.invalidateQueries({ queryKey: ["sessions"] });
    };
    document.addEventListener("visibilitychange", wake);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
      source.close();
    };
  }, [client]);
  return connected;
}

/** Heard in the room when a session's time is up. */
function receiveSession(client: QueryClient, session: Session): void {
  const before = client.getQueryData(openSessionsQuery.queryKey)?.find((known) => known.id === session.id);
  if (before?.status === "active" && session.status === "completed") playTimeUp();
  applySession(client, session);
}
