import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { PasswordShownOnce } from "../../../ui/password-shown-once.tsx";
import { useRefusedFields } from "../../../ui/refused-fields.ts";
import { useCreateClerk } from "../actions.ts";
import { StepForm } from "./step-form.tsx";

/** An account for who sells; its password is shown this once. */
export function StaffStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const create = useCreateClerk();
  const form = useForm({ initialValues: { name: "", username: "caisse" } });
  const { data: made } = create;
  return (
    <>
      <StepForm
        name="staff"
        pending={create.isPending}
        refusal={useRefusedFields(form, create.error)}
        onSubmit={form.onSubmit((fields) => create.mutate(fields))}
      >
        <TextInput
          label={t("staff.name")}
          required
          maxLength={120}
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <TextInput
          label={t("staff.username")}
          description={t("staff.usernameHint")}
          required
          maxLength={32}
          autoComplete="off"
          autoCapitalize="none"
          {...form.getInputProps("username")}
        />
      </StepForm>
      <PasswordShownOnce
        shown={made ? { username: made.staffMember.username, password: made.password } : null}
        onClose={onDone}
      />
    </>
  );
}
