import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { leaveFor } from "../../app/leave.ts";
import { meQuery, pinQuery } from "./queries.ts";

/** Signs in on this device; whatever was known of somebody else is forgotten. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { username: string; password: string }) => ask(api.POST("/api/v1/sign-in", { body })),
    onSuccess: (me) => {
      client.clear();
      client.setQueryData(meQuery.queryKey, me);
    },
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/sign-out", { body: {} })),
    // Not when the server is away: the next person on this computer would still be the one before.
    onSuccess: () => leaveFor("/sign-in"),
  });
}

/** What the sign-in page is told, in its address, when somebody comes to it with a new password. */
export const PASSWORD_CHANGED = "?password-changed";

/** Every sign-in of this person ends, this one too. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      ask(api.POST("/api/v1/me/password", { body })),
    onSuccess: () => leaveFor(`/sign-in${PASSWORD_CHANGED}`),
  });
}

/** An administrator's PIN. */
export function useSetPin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (pin: string) => ask(api.PUT("/api/v1/me/pin", { body: { pin } })),
    onSuccess: (state) => client.setQueryData(pinQuery.queryKey, state),
  });
}
