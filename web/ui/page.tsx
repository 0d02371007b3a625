import { Box, Group, Title } from "@mantine/core";
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
    <Box className={classes.page} data-narrow={narrow || undefined}>
      <Group justify="space-between" align="center" gap="sm" mb="md">
        <Title order={1} size="h2">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Box>
  );
}
