import { Button, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "./form-dialog.tsx";
import { PasswordShownOnce } from "./password-shown-once.tsx";

interface NewPasswordButtonProps {
  readonly name: string;
  readonly username: string;
  /** Asks the server for it. */
  readonly give: () => Promise<{ readonly password: string }>;
}

/** Gives somebody a new password, once it is clear that this signs them out everywhere, and shows it once. */
export function NewPasswordButton({ name, username, give }: NewPasswordButtonProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { mutate, data, error, isPending, reset } = useMutation({ mutationFn: give });
  const close = () => {
    setAsking(false);
    reset();
  };
  return (
    <>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconKey size={18} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("password.giveNew")}
      </Button>
      {asking && !data && (
        <FormDialog
          title={t("password.giveNew")}
          confirm={t("password.confirm")}
          pending={isPending}
          error={error}
          onSubmit={(event) => {
            event.preventDefault();
            mutate();
          }}
          onClose={close}
        >
          <Text>{t("password.signsOut", { name })}</Text>
        </FormDialog>
      )}
      <PasswordShownOnce shown={data ? { username, password: data.password } : null} onClose={close} />
    </>
  );
}
