import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import type { Permission } from "../account/permissions.ts";

export interface NewStaffMember {
  readonly username: string;
  readonly name: string;
  readonly role: "clerk" | "administrator";
}

/** Adds somebody; the answer carries their first password, this once. */
export function useCreateStaffMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewStaffMember) => ask(api.POST("/api/v1/staff", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["staff"] }),
  });
}

export interface StaffChanges {
  readonly name?: string;
  readonly role?: "clerk" | "administrator";
  readonly permissions?: Permission[];
  readonly active?: boolean;
}

/** Changes a name, a role or what somebody may, or ends somebody's access. */
export function useChangeStaffMember(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: StaffChanges) =>
      ask(api.PATCH("/api/v1/staff/{id}", { params: { path: { id } }, body })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["staff"] });
      // It may have been oneself.
      await client.invalidateQueries({ queryKey: ["me"] });
    },
  });
}

/** Gives somebody a new password, answered this once. */
export function giveStaffPassword(id: number) {
  return ask(api.POST("/api/v1/staff/{id}/password", { params: { path: { id } }, body: {} }));
}
