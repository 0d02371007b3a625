import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../app/api.ts";
import { useIsOutlived } from "../app/reconnection.ts";
import { PlainButton } from "./button.tsx";
import classes from "./messages.module.css";

/** Something is on its way; it always says what. */
export function Loading({ what }: { what: string }) {
  return (
    <div className={classes.state} role="status" data-loading>
      <span className={classes.dots} aria-hidden />
      <span className="quiet">{what}</span>
    </div>
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
    <div className={classes.empty}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <strong>{title}</strong>
      {hint && <p className={classes.hint}>{hint}</p>}
      {action}
    </div>
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
        <strong>{refusal?.title ?? t("problem.unknownTitle")}</strong>
        <p>{refusal?.message ?? t("problem.brokenScreen")}</p>
        <p className="quiet">{refusal?.next ?? t("problem.unknownNext")}</p>
        {refusal?.requestId && <small>{t("problem.request", { id: refusal.requestId })}</small>}
        {children}
        {onRetry && (
          <div className={classes.again}>
            <PlainButton icon={<IconRefresh size={18} aria-hidden />} onClick={onRetry}>
              {t("common.tryAgain")}
            </PlainButton>
          </div>
        )}
      </div>
    </div>
  );
}
