import { MINUTE } from "../core/duration.ts";

const WINDOW = MINUTE;
/** Failures a minute: of one username from one address, and of one address whatever the usernames. */
const BY_NAME = 10;
const BY_ADDRESS = 60;

/** Counts failed sign-ins in this process's memory. What succeeds costs nothing, however often. */
export interface FailedSignIns {
  /** True when the attempt may be made. It counts as a failure until {@link forgive} says otherwise. */
  allow(attempt: SignInAttempt, now: number): boolean;
  /** The attempt, made at that instant, was a success. */
  forgive(attempt: SignInAttempt, now: number): void;
}

interface SignInAttempt {
  readonly address: string;
  readonly username: string;
}

/** An attempt is counted before it is made: a hundred guesses at once are no way around the limit. */
export function countFailedSignIns(): FailedSignIns {
  let failures = new Map<string, number[]>();
  let tidiedAt = 0;
  const countersOf = ({ address, username }: SignInAttempt): Array<[key: string, most: number]> => [
    [address, BY_ADDRESS],
    [`${address} ${username}`, BY_NAME],
  ];
  const recent = (key: string, now: number) => (failures.get(key) ?? []).filter((at) => at > now - WINDOW);
  const tidy = (now: number) => {
    if (now - tidiedAt < WINDOW) return;
    tidiedAt = now;
    failures = new Map([...failures].filter(([, instants]) => instants.some((at) => at > now - WINDOW)));
  };

  return {
    allow(attempt, now) {
      tidy(now);
      const counters = countersOf(attempt);
      if (counters.some(([key, most]) => recent(key, now).length >= most)) return false;
      for (const [key] of counters) failures.set(key, [...recent(key, now), now]);
      return true;
    },
    forgive(attempt, now) {
      for (const [key] of countersOf(attempt)) {
        const instants = failures.get(key) ?? [];
        const index = instants.indexOf(now);
        if (index >= 0) failures.set(key, instants.toSpliced(index, 1));
      }
    },
  };
}
