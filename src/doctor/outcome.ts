/** `planned` only in a dry run; `fine` when it had mended itself, or somebody was quicker. */
export const outcomes = ["planned", "repaired", "fine", "needs_decision", "failed"] as const;
export type Outcome = (typeof outcomes)[number];
