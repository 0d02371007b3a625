import { ActionIcon, Button, Group } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { NewPasswordButton } from "../../ui/new-password-button.tsx";
import { Page } from "../../ui/page.tsx";
import { PasswordShownOnce } from "../../ui/password-shown-once.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ActiveBadge } from "../../ui/status.tsx";
import { giveStaffPassword } from "./actions.ts";
import { PermissionSummary } from "./permission-summary.tsx";
import classes from "./permissions.module.css";
import { type StaffMember, staffQuery } from "./queries.ts";
import { NewStaffDialog, StaffDialog, type WithPassword } from "./staff-dialogs.tsx";

/** Who works here: who may come in, as what, and a new password for whoever forgot theirs. */
export function StaffPage() {
  const { t } = useTranslation();
  const query = useQuery(staffQuery);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<StaffMember | null>(null);
  const [made, setMade] = useState<WithPassword | null>(null);
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
              <li key={member.id} className={classes.person}>
                <div>
                  <div className={list.main}>{member.name}</div>
                  <div className="quiet">
                    {member.active ? t(`staff.roles.${member.role}`) : <ActiveBadge active={false} />} ·{" "}
                    {member.username}
                  </div>
                </div>
                <Group gap="xs" wrap="nowrap">
                  <NewPasswordButton
                    name={member.name}
                    username={member.username}
                    give={() => giveStaffPassword(member.id)}
                  />
                  <ActionIcon
                    variant="default"
                    size={40}
                    aria-label={`${t("common.change")} ${member.name}`}
                    onClick={() => setChanging(member)}
                  >
                    <IconPencil size={20} />
                  </ActionIcon>
                </Group>
                <PermissionSummary member={member} />
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
      {changing && <StaffDialog member={changing} onClose={() => setChanging(null)} />}
      <PasswordShownOnce shown={shown} onClose={() => setMade(null)} />
    </Page>
  );
}
