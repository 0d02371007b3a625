import { Button, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import list from "../../ui/list.module.css";
import { Page } from "../../ui/page.tsx";
import { PasswordShownOnce } from "../../ui/password-shown-once.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { showRefusal } from "../sessions/actions.ts";
import { type NewStaffMember, useCreateStaffMember, useNewStaffPassword } from "./actions.ts";
import { type StaffMember, staffQuery } from "./queries.ts";

interface WithPassword {
  readonly staffMember: StaffMember;
  readonly password: string;
}

/** Who works here: adding somebody, and giving a new password to whoever forgot theirs. */
export function StaffPage() {
  const { t } = useTranslation();
  const query = useQuery(staffQuery);
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<WithPassword | null>(null);
  const password = useNewStaffPassword();
  const shown = made && { username: made.staffMember.username, password: made.password };
  return (
    <Page
      title={t("staff.title")}
      narrow
      actions={
        <Button leftSection={<IconPlus size={20} aria-hidden />} onClick={() => setAdding(true)}>
          {t("staff.add")}
        </Button>
      }
    >
      <QueryView query={query} loading={t("staff.loading")}>
        {(staff) => (
          <ul className={list.list}>
            {staff.map((member) => (
              <li key={member.id} className={list.row}>
                <span className={list.main}>{member.name}</span>
                <span className={list.end}>{t(`staff.roles.${member.role}`)}</span>
                <span className="quiet">{member.username}</span>
                <span className={list.end}>
                  <Button
                    size="sm"
                    variant="default"
                    leftSection={<IconKey size={18} aria-hidden />}
                    onClick={() => password.mutate(member.id, { onSuccess: setMade, onError: showRefusal })}
                  >
                    {t("password.giveNew")}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      {adding && (
        <NewStaffDialog
          onClose={() => setAdding(false)}
          onMade={(member) => {
            setAdding(false);
            setMade(member);
          }}
        />
      )}
      <PasswordShownOnce shown={shown} onClose={() => setMade(null)} />
    </Page>
  );
}

function NewStaffDialog({ onClose, onMade }: { onClose: () => void; onMade: (made: WithPassword) => void }) {
  const { t } = useTranslation();
  const create = useCreateStaffMember();
  const form = useForm<NewStaffMember>({ initialValues: { name: "", username: "", role: "clerk" } });
  return (
    <FormDialog
      title={t("staff.newTitle")}
      pending={create.isPending}
      error={create.error}
      onSubmit={form.onSubmit((fields) => create.mutate(fields, { onSuccess: onMade }))}
      onClose={onClose}
    >
      <TextInput
        label={t("staff.name")}
        data-autofocus
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
      <Select
        label={t("staff.role")}
        allowDeselect={false}
        data={(["clerk", "administrator"] as const).map((role) => ({
          value: role,
          label: t(`staff.roles.${role}`),
        }))}
        {...form.getInputProps("role")}
      />
    </FormDialog>
  );
}
