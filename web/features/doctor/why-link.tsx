import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CaseInAddress } from "./reference.ts";

/** "Why?": leads to the explanation of a case. */
export function WhyLink({ about, onClick }: { about: CaseInAddress; onClick?: () => void }) {
  const { t } = useTranslation();
  return (
    <Link to="/doctor" search={about} onClick={onClick}>
      {t("doctor.why")}
    </Link>
  );
}
