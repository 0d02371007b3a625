import { Button, Group, Modal, Stack } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "./messages.tsx";

interface FormDialogProps {
  readonly title: string;
  /** The word on the button; "save" when left out. */
  readonly confirm?: string;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A window with a few fields, a way back and a way to save. */
export function FormDialog({ title, confirm, pending, error, onSubmit, onClose, children }: FormDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form
        onSubmit={(event) => {
          // A window may be opened from within another form, which must not take this for its own.
          event.stopPropagation();
          onSubmit(event);
        }}
      >
        <Stack>
          {children}
          {Boolean(error) && <RefusalMessage error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.back")}
            </Button>
            <Button type="submit" loading={pending}>
              {confirm ?? t("common.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
