import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PlainButton } from "../../ui/button.tsx";
import { PasswordField } from "../../ui/field.tsx";
import { RefusalMessage } from "../../ui/messages.tsx";
import { usePlainForm } from "../../ui/plain-form.ts";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import classes from "./account-page.module.css";
import { useSetPin } from "./actions.ts";
import { pinQuery } from "./queries.ts";

/** An administrator's PIN, by which they approve a refund at a clerk's screen. */
export function PinForm() {
  const { t } = useTranslation();
  const { data: state } = useQuery(pinQuery);
  const set = useSetPin();
  const form = usePlainForm(["pin"]);
  const refusal = useRefusedFields(form, set.error);
  return (
    <form className="surface stack" onSubmit={form.onSubmit(({ pin }) => set.mutate(pin))}>
      <h2 className={classes.title}>{t("account.pinTitle")}</h2>
      <p className="quiet">{t(state?.isSet ? "account.pinIsSet" : "account.pinIsMissing")}</p>
      <PasswordField
        label={t("account.pin")}
        hint={t("account.pinHint")}
        required
        inputMode="numeric"
        autoComplete="off"
        minLength={4}
        maxLength={8}
        {...form.input("pin")}
      />
      {Boolean(refusal) && <RefusalMessage error={refusal} />}
      {set.isSuccess && <p role="status">{t("account.pinSaved")}</p>}
      <div className={classes.submit}>
        <PlainButton main type="submit" busy={set.isPending}>
          {t("account.pinSave")}
        </PlainButton>
      </div>
    </form>
  );
}
