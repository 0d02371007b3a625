import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../app/api.ts";
import { playAccepted, playRefused } from "../../ui/sound.ts";
import { applySession } from "../sessions/queries.ts";

/** Activates the invoice of a code or a QR; heard as well as seen. */
export function useScan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (code: string) => ask(api.POST("/api/v1/scans", { body: { code } })),
    onSuccess: ({ session }) => {
      playAccepted();
      applySession(client, session);
    },
    onError: playRefused,
    onSettled: () => client.invalidateQueries({ queryKey: ["scans"] }),
  });
}
