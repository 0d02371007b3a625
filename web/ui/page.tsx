import { type ReactNode, useEffect } from "react";
import classes from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** Beside the title: what is done on this page. */
  readonly actions?: ReactNode;
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A screen: its title, what can be done there, and its content. */
export function Page({ title, actions, narrow, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · GameZone`;
  }, [title]);
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      <div className={classes.top}>
        <h1 className={classes.title}>{title}</h1>
        {actions}
      </div>
      {children}
    </div>
  );
}
