import { Select, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { type NewStaffMember, useChangeStaffMember, useCreateStaffMember } from "./actions.ts";
import { PermissionSwitches } from "./permission-switches.tsx";
import type { StaffMember } from "./queries.ts";

/** Somebody and the password that was just made for them, which is shown this once. */
export interface WithPassword {
  readonly staffMember: StaffMember;
  readonly password: string;
}

/** Somebody new: the answer brings their first password. */
export function NewStaffDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (made: WithPassword) => void;
}) {
  const { t } = useTranslation();
  const create = useCreateStaffMember();
  const form = useForm<NewStaffMember>({ initialValues: { name: "", username: "", role: "clerk" } });
  return (
    <FormDialog
      title={t("staff.newTitle")}
      pending={create.isPending}
      error={useRefusedFields(form, create.error)}
      onSubmit={form.onSubmit((fields) => create.mutate(fields, { onSuccess: onMade }))}
      onClose={onClose}
    >
      <NameField {...form.getInputProps("name")} />
      <TextInput
        label={t("staff.username")}
        description={t("staff.usernameHint")}
        required
        maxLength={32}
        autoComplete="off"
        autoCapitalize="none"
        {...form.getInputProps("username")}
      />
      <RoleSelect {...form.getInputProps("role")} />
    </FormDialog>
  );
}

/** Another name or role, other permissions, or the end of somebody's access. */
export function StaffDialog({ member, onClose }: { member: StaffMember; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChangeStaffMember(member.id);
  const { name, role, permissions, active } = member;
  const form = useForm({ initialValues: { name, role, permissions, active } });
  const isOtherRole = form.values.role !== role;
  return (
    <FormDialog
      title={t("staff.changeTitle", { name })}
      pending={change.isPending}
      error={useRefusedFields(form, change.error)}
      onSubmit={form.onSubmit(({ permissions: wanted, ...fields }) =>
        change.mutate(isOtherRole ? fields : { ...fields, permissions: wanted }, { onSuccess: onClose }),
      )}
      onClose={onClose}
    >
      <NameField {...form.getInputProps("name")} />
      <RoleSelect {...form.getInputProps("role")} />
      <div>
        <Text fw={600}>{t("staff.may")}</Text>
        <Text className="quiet" mb="xs">
          {t(isOtherRole ? "staff.mayByRole" : "staff.mayAlways")}
        </Text>
        {!isOtherRole && (
          <PermissionSwitches
            value={form.values.permissions}
            onChange={(value) => form.setFieldValue("permissions", value)}
          />
        )}
      </div>
      <Switch size="md" label={t("staff.active")} {...form.getInputProps("active", { type: "checkbox" })} />
    </FormDialog>
  );
}

type InputProps = ReturnType<ReturnType<typeof useForm>["getInputProps"]>;

function NameField(props: InputProps) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t("staff.name")}
      data-autofocus
      required
      maxLength={120}
      autoComplete="off"
      {...props}
    />
  );
}

function RoleSelect(props: InputProps) {
  const { t } = useTranslation();
  const data = (["clerk", "administrator"] as const).map((role) => ({
    value: role,
    label: t(`staff.roles.${role}`),
  }));
  return <Select label={t("staff.role")} allowDeselect={false} data={data} {...props} />;
}
