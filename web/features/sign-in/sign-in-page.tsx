import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { leaveFor } from "../../app/leave.ts";
import { go } from "../../player-app/address.tsx";
import { PlainButton } from "../../ui/button.tsx";
import { Field, PasswordField } from "../../ui/field.tsx";
import { LanguageSwitch } from "../../ui/language-switch.tsx";
import { Logo } from "../../ui/logo.tsx";
import { RefusalMessage } from "../../ui/messages.tsx";
import { usePlainForm } from "../../ui/plain-form.ts";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { PASSWORD_CHANGED, useSignIn } from "../account/actions.ts";
import classes from "./sign-in-page.module.css";

/** The door: staff go to the counter, which is an app of its own, players to their purchases. */
export function SignInPage() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const form = usePlainForm(["username", "password"]);
  useEffect(() => {
    document.title = `${t("signIn.title")} · GameZone`;
  }, [t]);
  const refusal = useRefusedFields(form, signIn.error);
  return (
    <main className={classes.page}>
      <form
        className={`surface stack ${classes.form}`}
        onSubmit={form.onSubmit((credentials) =>
          signIn.mutate(credentials, {
            onSuccess: (me) => (me.role === "player" ? go("/my") : leaveFor("/")),
          }),
        )}
      >
        <div className="spread">
          <Logo />
          <LanguageSwitch />
        </div>
        <div>
          <h1 className={classes.title}>{t("signIn.welcome")}</h1>
          <div className="quiet">{t("signIn.hint")}</div>
        </div>
        {window.location.search === PASSWORD_CHANGED && (
          <p className={classes.changed} role="status">
            {t("account.changed")}
          </p>
        )}
        <Field
          label={t("signIn.username")}
          required
          autoFocus
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          {...form.input("username")}
        />
        <PasswordField
          label={t("signIn.password")}
          required
          autoComplete="current-password"
          maxLength={128}
          {...form.input("password")}
        />
        {Boolean(refusal) && <RefusalMessage error={refusal} />}
        <PlainButton main type="submit" busy={signIn.isPending || signIn.isSuccess}>
          {t("signIn.submit")}
        </PlainButton>
        <p className={classes.forgotten}>{t("signIn.forgotten")}</p>
      </form>
    </main>
  );
}
