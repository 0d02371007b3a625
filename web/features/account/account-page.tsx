import { IconLogout } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { PlainButton } from "../../ui/button.tsx";
import { PasswordField } from "../../ui/field.tsx";
import { LanguageSwitch } from "../../ui/language-switch.tsx";
import { RefusalMessage } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { usePlainForm } from "../../ui/plain-form.ts";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import classes from "./account-page.module.css";
import { useChangePassword, useSignOut } from "./actions.ts";
import { meQuery } from "./queries.ts";

// A player, who opens this page as well, has none.
const PinForm = lazy(() => import("./pin-form.tsx").then(({ PinForm }) => ({ default: PinForm })));

const SHORTEST_PASSWORD = 8;

/** Oneself: the language of the screens, one's password, and the way out. */
export function AccountPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const signOut = useSignOut();
  return (
    <Page title={t("account.title")} narrow>
      <div className="stack">
        <div className="surface spread">
          <div>
            <strong>{me?.name}</strong>
            <div className="quiet">
              {me?.username} · {me && t(`staff.roles.${me.role}`)}
            </div>
          </div>
          <div className={classes.buttons}>
            <LanguageSwitch />
            <PlainButton
              icon={<IconLogout size={20} aria-hidden />}
              busy={signOut.isPending}
              onClick={() => signOut.mutate()}
            >
              {t("account.signOut")}
            </PlainButton>
          </div>
        </div>
        {signOut.error && <RefusalMessage error={signOut.error} />}
        <PasswordForm />
        {me?.role === "administrator" && (
          <Suspense>
            <PinForm />
          </Suspense>
        )}
      </div>
    </Page>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const change = useChangePassword();
  const form = usePlainForm(["currentPassword", "newPassword", "again"]);
  const refusal = useRefusedFields(form, change.error);
  return (
    <form
      className="surface stack"
      onSubmit={form.onSubmit(
        ({ currentPassword, newPassword }) => change.mutate({ currentPassword, newPassword }),
        ({ newPassword, again }): Record<string, string> => {
          if (newPassword.length < SHORTEST_PASSWORD) return { newPassword: t("account.tooShort") };
          return newPassword === again ? {} : { again: t("account.different") };
        },
      )}
    >
      <h2 className={classes.title}>{t("account.changePassword")}</h2>
      <PasswordField
        label={t("account.current")}
        required
        autoComplete="current-password"
        {...form.input("currentPassword")}
      />
      <PasswordField
        label={t("account.new")}
        hint={t("account.newHint")}
        required
        autoComplete="new-password"
        {...form.input("newPassword")}
      />
      <PasswordField
        label={t("account.again")}
        required
        autoComplete="new-password"
        {...form.input("again")}
      />
      {Boolean(refusal) && <RefusalMessage error={refusal} />}
      <div className={classes.submit}>
        <PlainButton main type="submit" busy={change.isPending}>
          {t("account.changePassword")}
        </PlainButton>
      </div>
    </form>
  );
}
