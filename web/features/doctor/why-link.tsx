import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CaseInAddress } from "./reference.ts";

/** "Why?": leads to the explanation of a case. */
export function WhyLink({ about }: { about: CaseInAddress }) {
  const { t } = useTranslation();
  return (
    <Link to="/doctor" search={about}>
      {t("doctor.why")}
    </Link>
  );
}
