import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { meQuery } from "../features/account/queries.ts";
import { applySession, openSessionsQuery, type Session } from "../features/sessions/queries.ts";
import { venueQuery } from "../features/venue/queries.ts";
import { playTimeUp } from "../ui/sound.ts";
import { noteReconnection } from "./reconnection.ts";
import { noteServerTime } from "./server-clock.ts";

const RECONNECT_MS = 3_000;
/** The server gives a sign of life every twenty seconds; a line without two of them is dead. */
const SILENCE_MS = 50_000;

/**
 * Follows what changes at the venue for as long as somebody is signed in, and keeps what is on the screen right.
 * Answers whether the connection stands. Whatever was missed while it was away is read again.
 */
export function useLiveChanges(): boolean {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    let source: EventSource;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let closed = false;
    let missed = false;

    const lose = () => {
      missed = true;
      setConnected(false);
    };
    const regain = () => {
      setConnected(true);
      if (!missed) return;
      missed = false;
      noteReconnection();
      void client.invalidateQueries();
    };
    const reopen = () => {
      source.close();
      clearTimeout(retry);
      if (!closed) retry = setTimeout(open, RECONNECT_MS);
    };
    const listenForSilence = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        lose();
        reopen();
      }, SILENCE_MS);
    };
    const open = () => {
      source = new EventSource("/api/v1/stream");
      listenForSilence();
      source.onopen = regain;
      source.onerror = async () => {
        lose();
        // A refused stream is not tried again by the browser. Either the sign-in has ended, or the server is away.
        if (source.readyState !== EventSource.CLOSED) return;
        const me = await client.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => undefined);
        if (me !== null) reopen();
      };
      const hear = (event: string, receive: (data: string) => void) =>
        source.addEventListener(event, ({ data }) => {
          listenForSilence();
          receive(data);
        });
      hear("session", (data) => receiveSession(client, JSON.parse(data) as Session));
      hear("alive", (data) => noteServerTime((JSON.parse(data) as { serverTime: string }).serverTime));
      hear("scan", () => client.invalidateQueries({ queryKey: ["scans"] }));
      hear("station", () => client.invalidateQueries({ queryKey: ["stations"] }));
      hear("purchase", () => {
        void client.invalidateQueries({ queryKey: ["purchases"] });
        void client.invalidateQueries({ queryKey: ["invoices"] });
        void client.invalidateQueries({ queryKey: ["summary"] });
      });
      hear("findings", () => {
        void client.invalidateQueries({ queryKey: ["doctor"] });
        void client.invalidateQueries({ queryKey: ["summary"] });
      });
      hear("venue", () => receiveVenue(client));
      hear("reload", () => client.invalidateQueries());
      // The server's line stands, but not the database's behind it.
      hear("away", lose);
      hear("back", regain);
    };
    open();
    // A phone that slept has a stopped stopwatch and a stale screen.
    const wake = () => {
      if (document.visibilityState === "visible") void client.invalidateQueries();
    };
    document.addEventListener("visibilitychange", wake);
    return () => {
      closed = true;
      clearTimeout(retry);
      clearTimeout(silence);
      document.removeEventListener("visibilitychange", wake);
      source.close();
    };
  }, [client]);
  return connected;
}

/** Heard at the counter when a session's time is up. */
function receiveSession(client: QueryClient, session: Session): void {
  const before = client.getQueryData(openSessionsQuery.queryKey)?.find((known) => known.id === session.id);
  const atCounter = client.getQueryData(meQuery.queryKey)?.role !== "player";
  if (atCounter && before?.status === "active" && session.status === "completed") playTimeUp();
  applySession(client, session);
}

/** When the clock stopped or goes on, whatever is on the screen may have changed with it. */
async function receiveVenue(client: QueryClient): Promise<void> {
  const before = client.getQueryData(venueQuery.queryKey);
  const now = await client.fetchQuery({ ...venueQuery, staleTime: 0 }).catch(() => undefined);
  if (before?.clockStopped !== now?.clockStopped) await client.invalidateQueries();
}
