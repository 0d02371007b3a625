import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../app/api.ts";
import { useIsOutlived } from "../app/reconnection.ts";
import classes from "./messages.module.css";

/** Something is on its way; it always says what. */
export function Loading({ what }: { what: string }) {
  return (
    <Group className={classes.state} role="status" justify="center">
      <Loader size="sm" type="dots" aria-hidden />
      <Text className="quiet">{what}</Text>
    </Group>
  );
}

interface EmptyProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly hint?: string;
  readonly action?: ReactNode;
}

/** There is nothing here yet, why, and how that changes. */
export function Empty({ icon, title, hint, action }: EmptyProps) {
  return (
    <Stack className={classes.state} align="center" gap="xs">
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <Text fw={600}>{title}</Text>
      {hint && (
        <Text className="quiet" ta="center" maw={420}>
          {hint}
        </Text>
      )}
      {action}
    </Stack>
  );
}

/**
 * A refusal in the server's words: what happened, what to do, and a way to try again where that can help. "The server
 * cannot be reached" goes away by itself once it can; what can be tried again is tried again by then.
 */
export function RefusalMessage({
  error,
  onRetry,
  children,
}: {
  error: unknown;
  onRetry?: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const isOutlived = useIsOutlived(error);
  if (isOutlived && !onRetry) return null;
  const refusal = error instanceof Refusal ? error : null;
  return (
    <div className={classes.refusal} role="alert">
      <IconAlertTriangle size={24} aria-hidden className={classes.sign} />
      <div className={classes.words}>
        <Text fw={700}>{refusal?.title ?? t("problem.unknownTitle")}</Text>
        <Text>{refusal?.message ?? t("problem.brokenScreen")}</Text>
        <Text className="quiet">{refusal?.next ?? t("problem.unknownNext")}</Text>
        {refusal?.requestId && (
          <Text className="quiet" size="xs">
            {t("problem.request", { id: refusal.requestId })}
          </Text>
        )}
        {children}
        {onRetry && (
          <Button
            mt="xs"
            size="sm"
            variant="default"
            leftSection={<IconRefresh size={18} />}
            onClick={onRetry}
          >
            {t("common.tryAgain")}
          </Button>
        )}
      </div>
    </div>
  );
}
