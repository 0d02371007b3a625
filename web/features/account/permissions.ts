import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../app/api.ts";
import { type Me, meQuery } from "./queries.ts";

export type Permission = Schemas["Permission"];

export function may(me: Me | null | undefined, permission: Permission): boolean {
  return me?.permissions.includes(permission) ?? false;
}

/** Whether the person at this screen may do something. What they may not, it does not offer; the server refuses it too. */
export function useMay(permission: Permission): boolean {
  const { data: me } = useQuery(meQuery);
  return may(me, permission);
}
