import { Button, Chip, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "./messages.tsx";

interface ReasonDialogProps {
  readonly opened: boolean;
  readonly title: string;
  /** What it costs, and whom. */
  readonly cost?: ReactNode;
  /** Reasons that are given all the time: one touch instead of typing. */
  readonly usual: readonly string[];
  readonly confirm: string;
  readonly danger?: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

const SHORTEST_REASON = 3;

/** Asks why, before something that costs the customer or the venue. Each time anew: no reason is given by default. */
export function ReasonDialog({ opened, title, onClose, ...asked }: ReasonDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <ReasonForm {...asked} onClose={onClose} />
    </Modal>
  );
}

function ReasonForm(props: Omit<ReasonDialogProps, "opened" | "title">) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const label = useId();
  const { cost, usual, confirm, danger, pending, error, onConfirm, onClose, children } = props;
  const enough = reason.trim().length >= SHORTEST_REASON;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (enough) onConfirm(reason.trim());
      }}
    >
      <Stack gap="md">
        {cost && <Text>{cost}</Text>}
        {children}
        <div>
          <Text id={label} fw={600} mb={6}>
            {t("reason.why")}
          </Text>
          <Group gap="xs" role="group" aria-labelledby={label}>
            {usual.map((each) => (
              <Chip key={each} checked={reason === each} onChange={() => setReason(each)}>
                {each}
              </Chip>
            ))}
          </Group>
          <TextInput
            mt="xs"
            aria-labelledby={label}
            placeholder={t("reason.other")}
            data-autofocus
            // A hand scanner types here too, and ends with Enter: that must not confirm anything.
            onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
            value={reason}
            maxLength={300}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </div>
        {Boolean(error) && <RefusalMessage error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.back")}
          </Button>
          <Button type="submit" color={danger ? "red.8" : undefined} disabled={!enough} loading={pending}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
