export const stationKinds = ["computer", "console"] as const;
export type StationKind = (typeof stationKinds)[number];

export const stationStates = ["free", "reserved", "in_play", "out_of_order", "out_of_service"] as const;
export type StationState = (typeof stationStates)[number];

/** What a clerk may do with a station now. Who plays on one that just broke comes first: they must be moved. */
export function stationState(station: {
  readonly active: boolean;
  readonly fault: string | null;
  readonly sessionId: number | null;
  readonly reservedFor: number | null;
}): StationState {
  if (station.sessionId !== null) return "in_play";
  if (!station.active) return "out_of_service";
  if (station.fault !== null) return "out_of_order";
  return station.reservedFor === null ? "free" : "reserved";
}
