import { Button, Group, Stack, Title } from "@mantine/core";
import { type FormEventHandler, type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../../ui/messages.tsx";

interface SectionProps {
  readonly title: string;
  readonly pending: boolean;
  readonly refusal: unknown;
  readonly isOutdated: boolean;
  readonly takeTheirs: () => void;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly children: ReactNode;
}

/** A few settings of one subject, saved together. */
export function Section({
  title,
  pending,
  refusal,
  isOutdated,
  takeTheirs,
  onSubmit,
  children,
}: SectionProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <form className="surface" aria-labelledby={id} onSubmit={onSubmit}>
      <Stack>
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {children}
        {Boolean(refusal) && <RefusalMessage error={refusal} />}
        <Group justify="flex-end">
          {isOutdated && (
            <Button variant="default" onClick={takeTheirs}>
              {t("venue.takeTheirs")}
            </Button>
          )}
          <Button type="submit" loading={pending}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
