import { Button, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface PasswordShownOnceProps {
  readonly shown: { readonly username: string; readonly password: string } | null;
  readonly onClose: () => void;
}

/** A new password: only its hash is kept, so this is the one time that it can be read. */
export function PasswordShownOnce({ shown, onClose }: PasswordShownOnceProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={shown !== null}
      onClose={onClose}
      // It cannot be shown again: a slip of the finger must not close it.
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t("password.newTitle")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {shown && (
        <Stack gap="sm">
          <Text>{t("password.giveIt", { username: shown.username })}</Text>
          <Text className="code" fz={28} fw={700} ta="center" data-testid="new-password">
            {shown.password}
          </Text>
          <Text className="quiet">{t("password.once")}</Text>
          <Group justify="flex-end">
            {window.isSecureContext && (
              <CopyButton value={shown.password}>
                {({ copied, copy }) => (
                  <Button
                    variant="default"
                    onClick={copy}
                    leftSection={copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
                  >
                    {t(copied ? "common.copied" : "common.copy")}
                  </Button>
                )}
              </CopyButton>
            )}
            <Button onClick={onClose}>{t("common.done")}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
