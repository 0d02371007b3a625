import { ActionIcon, Group, Text } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";

const LARGEST = 20;

interface GroupSizeProps {
  readonly players: number;
  readonly onChange: (players: number) => void;
}

/** How many play: one, or friends for whom one pays. */
export function GroupSize({ players, onChange }: GroupSizeProps) {
  const { t } = useTranslation();
  const label = useId();
  return (
    <Group role="group" aria-labelledby={label} gap="sm" wrap="nowrap">
      <Text id={label} fw={600}>
        {t("groups.size")}
      </Text>
      <ActionIcon
        variant="default"
        size={48}
        aria-label={t("groups.fewer")}
        disabled={players === 1}
        onClick={() => onChange(players - 1)}
      >
        <IconMinus size={22} />
      </ActionIcon>
      <Text fz={28} fw={750} miw={36} ta="center" aria-live="polite">
        {players}
      </Text>
      <ActionIcon
        variant="default"
        size={48}
        aria-label={t("groups.more")}
        disabled={players === LARGEST}
        onClick={() => onChange(players + 1)}
      >
        <IconPlus size={22} />
      </ActionIcon>
    </Group>
  );
}
