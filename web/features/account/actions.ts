import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, ask } from "../../app/api.ts";
import { showRefusal } from "../../ui/show-refusal.ts";
import { meQuery } from "./queries.ts";

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
  const leave = useLeave();
  return useMutation({
    mutationFn: () => ask(api.POST("/api/v1/sign-out", { body: {} })),
    // Not when the server is away: the next person on this computer would still be the one before.
    onSuccess: leave,
    onError: showRefusal,
  });
}

/** Every sign-in of this person ends, this one too. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      ask(api.POST("/api/v1/me/password", { body })),
  });
}

/** Forgets everything on this device and goes to the sign-in. */
export function useLeave() {
  const client = useQueryClient();
  const router = useRouter();
  return async () => {
    client.clear();
    await router.navigate({ to: "/sign-in" });
  };
}
