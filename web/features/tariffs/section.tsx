import { Button, Group, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface SectionProps {
  readonly title: string;
  readonly hint: string;
  /** The word on the button that adds one; none for who may not. */
  readonly add?: string | undefined;
  readonly onAdd?: () => void;
  readonly children: ReactNode;
}

/** A part of the tariffs: what it is for, what there is, and a way to add to it. */
export function Section({ title, hint, add, onAdd, children }: SectionProps) {
  return (
    <section className="surface">
      <Group justify="space-between" align="flex-start" mb="sm">
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          <Text className="quiet" size="sm">
            {hint}
          </Text>
        </div>
        {add !== undefined && (
          <Button size="sm" variant="light" leftSection={<IconPlus size={18} aria-hidden />} onClick={onAdd}>
            {add}
          </Button>
        )}
      </Group>
      {children}
    </section>
  );
}
