/** What a person or a program is. A player sees only what is theirs; an administrator may all a clerk may. */
export const roles = ["player", "clerk", "administrator"] as const;
export type Role = (typeof roles)[number];
