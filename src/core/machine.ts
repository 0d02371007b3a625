/** A state machine as a table: for each trigger, the status it leads to from each status where it may happen. */
export type Machine<Status extends string, Trigger extends string> = Readonly<
  Record<Trigger, Readonly<Partial<Record<Status, Status>>>>
>;

export function transition<Status extends string, Trigger extends string>(
  machine: Machine<Status, Trigger>,
  status: Status,
  trigger: Trigger,
): Status | null {
  return machine[trigger][status] ?? null;
}

/** Every `[from, to]` pair of a machine where the status really changes. */
export function statusPairs<Status extends string, Trigger extends string>(
  machine: Machine<Status, Trigger>,
): Array<[Status, Status]> {
  const pairs = new Map<string, [Status, Status]>();
  for (const edges of Object.values(machine) as Array<Partial<Record<Status, Status>>>) {
    for (const [from, to] of Object.entries(edges) as Array<[Status, Status]>) {
      if (from !== to) pairs.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...pairs.values()];
}
