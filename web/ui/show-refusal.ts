import { notifications } from "@mantine/notifications";
import { Refusal } from "../app/api.ts";
import i18n from "../i18n/index.ts";

/** Says in a corner of the screen why a button did not do what it says. */
export function showRefusal(error: unknown): void {
  const refusal = error instanceof Refusal ? error : null;
  notifications.show({
    color: "red.8",
    autoClose: 12_000,
    title: refusal?.title ?? String(error),
    message: refusal ? wordRefusal(refusal) : "",
  });
}

function wordRefusal({ message, next, requestId }: Refusal): string {
  const request = requestId === null ? "" : ` (${i18n.t("problem.request", { id: requestId })})`;
  return `${message} ${next}${request}`;
}
