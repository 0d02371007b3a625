import type { ReactNode } from "react";
import classes from "./notice.module.css";

interface NoticeProps {
  readonly icon: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** Something that the whole counter must know, with the one thing to do about it. */
export function Notice({ icon, action, children }: NoticeProps) {
  return (
    <div className={classes.notice} role="status">
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <div className={classes.words}>{children}</div>
      {action}
    </div>
  );
}
