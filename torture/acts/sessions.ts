import type { Act, Deck, Till } from "./till.ts";

const onSession =
  (name: string, body: (till: Till, reason: string) => Record<string, unknown>): Act =>
  async (till, reason) => {
    // Mostly what is new: old sessions are mostly over.
    const { sessions } = till.board;
    const id = till.chance.percent(80) ? till.chance.oneOf(sessions.slice(-12)) : till.chance.oneOf(sessions);
    if (id === undefined) return;
    await till.ask({ action: name, path: `/sessions/${id}/${name}`, body: body(till, reason) });
  };

const seat = (till: Till) =>
  till.chance.percent(30) ? { stationId: till.chance.oneOf(till.board.stations) } : {};

/** What is done to a session between its scan and its end. */
export const sessions: Deck = {
  start: [14, onSession("start", seat)],
  pause: [6, onSession("pause", (_till, reason) => ({ reason }))],
  resume: [8, onSession("resume", seat)],
  move: [4, onSession("move", (till) => ({ stationId: till.chance.oneOf(till.board.stations) ?? null }))],
  swap: [
    3,
    onSession("swap", (till) => ({ withSessionId: till.chance.oneOf(till.board.sessions.slice(-12)) })),
  ],
  extend: [5, onSession("extend", (till, reason) => ({ minutes: till.chance.between(1, 5), reason }))],
  terminate: [2, onSession("terminate", (_till, reason) => ({ reason }))],
  forceComplete: [2, onSession("force-complete", (_till, reason) => ({ reason }))],
  resumeAll: [
    1,
    async (till) => void (await till.ask({ action: "resume-all", path: "/sessions/resume-all" })),
  ],
};
