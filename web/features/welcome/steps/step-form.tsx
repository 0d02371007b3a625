import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../../ui/messages.tsx";
import type { StepName } from "../queries.ts";

interface StepFormProps {
  readonly name: StepName;
  readonly pending: boolean;
  readonly refusal: unknown;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly children: ReactNode;
}

/** One step: what it is for, a few fields, and on. What was filled in is saved when one goes on. */
export function StepForm({ name, pending, refusal, onSubmit, children }: StepFormProps) {
  const { t } = useTranslation();
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        <div>
          <Title order={2} size="h3">
            {t(`welcome.${name}.title`)}
          </Title>
          <Text className="quiet">{t(`welcome.${name}.hint`)}</Text>
        </div>
        {children}
        {Boolean(refusal) && <RefusalMessage error={refusal} />}
        <Group justify="flex-end">
          <Button type="submit" size="lg" loading={pending}>
            {t("welcome.onward")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
