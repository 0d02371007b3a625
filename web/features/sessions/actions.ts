import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { showRefusal } from "../../ui/show-refusal.ts";
import { applySession, type Session } from "./queries.ts";

export type SessionCommand =
  | { readonly type: "start" | "resume"; readonly stationId?: number | null }
  | { readonly type: "pause" }
  | { readonly type: "move"; readonly stationId: number | null }
  | { readonly type: "extend"; readonly minutes: number; readonly reason: string }
  | { readonly type: "terminate" | "force-complete"; readonly reason: string };

/** Something a clerk does to a session. The answer is on every screen before the live change arrives. */
export function useSessionCommand(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (command: SessionCommand) => send(id, command),
    onSuccess: (session) => applySession(client, session),
  });
}

/** Two players change stations. */
export function useSwap(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (withSessionId: number) =>
      ask(api.POST("/api/v1/sessions/{id}/swap", { params: { path: { id } }, body: { withSessionId } })),
    onSuccess: ({ sessions }) => {
      for (const session of sessions) applySession(client, session);
    },
  });
}

/** After a power cut: every session that it paused runs on. */
export function useResumeAll() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/sessions/resume-all", { body: {} })),
    onSuccess: ({ sessions }) => {
      for (const session of sessions) applySession(client, session);
    },
    onError: showRefusal,
  });
}

async function send(id: number, command: SessionCommand): Promise<Session> {
  const path = { id };
  switch (command.type) {
    case "start":
    case "resume": {
      const body = { stationId: command.stationId ?? null };
      return (await ask(api.POST(`/api/v1/sessions/{id}/${command.type}`, { params: { path }, body })))
        .session;
    }
    case "pause":
      return (await ask(api.POST("/api/v1/sessions/{id}/pause", { params: { path }, body: {} }))).session;
    case "move": {
      const body = { stationId: command.stationId };
      return (await ask(api.POST("/api/v1/sessions/{id}/move", { params: { path }, body }))).session;
    }
    case "extend": {
      const body = { minutes: command.minutes, reason: command.reason };
      return (await ask(api.POST("/api/v1/sessions/{id}/extend", { params: { path }, body }))).session;
    }
    case "terminate":
    case "force-complete": {
      const body = { reason: command.reason };
      return (await ask(api.POST(`/api/v1/sessions/{id}/${command.type}`, { params: { path }, body })))
        .session;
    }
  }
}
