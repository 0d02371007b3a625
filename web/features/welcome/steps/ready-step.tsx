import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconCash, IconCheck, IconCircleDashed } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { showRefusal } from "../../../ui/show-refusal.ts";
import { useEndFirstSteps } from "../actions.ts";
import { type FirstSteps, stepNames } from "../queries.ts";

/** What is done, what was left out, and the way to the first sale. */
export function ReadyStep({ steps }: { steps: FirstSteps }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const end = useEndFirstSteps();
  return (
    <Stack>
      <div>
        <Title order={2} size="h3">
          {t("welcome.ready.title")}
        </Title>
        <Text className="quiet">{t("welcome.ready.hint")}</Text>
      </div>
      <Stack gap="xs">
        {stepNames.map((name) => (
          <Group key={name} gap="xs" wrap="nowrap">
            {steps[name] ? (
              <IconCheck size={22} color="var(--status-active)" aria-hidden />
            ) : (
              <IconCircleDashed size={22} aria-hidden />
            )}
            <span>
              {t(`welcome.${name}.short`)} · {t(steps[name] ? "welcome.done" : "welcome.leftOut")}
            </span>
          </Group>
        ))}
      </Stack>
      <Group justify="flex-end">
        <Button
          size="lg"
          leftSection={<IconCash size={22} aria-hidden />}
          loading={end.isPending}
          onClick={() =>
            end.mutate(undefined, { onSuccess: () => navigate({ to: "/sell" }), onError: showRefusal })
          }
        >
          {t("welcome.ready.sell")}
        </Button>
      </Group>
    </Stack>
  );
}
