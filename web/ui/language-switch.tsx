import { IconLanguage } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { changeLanguage, currentLanguage } from "../i18n/index.ts";
import { PlainButton } from "./button.tsx";

/** Goes to the other language, named in that language. */
export function LanguageSwitch() {
  const { t } = useTranslation();
  const other = currentLanguage() === "fr" ? "en" : "fr";
  return (
    <PlainButton
      lang={other}
      icon={<IconLanguage size={20} aria-hidden />}
      onClick={() => changeLanguage(other)}
    >
      {t("common.otherLanguage")}
    </PlainButton>
  );
}
