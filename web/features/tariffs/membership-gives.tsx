import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";

interface MembershipGivesProps {
  readonly discountPercent: number;
  readonly minutesAMonth: number;
}

/** What a membership is worth: `−20 % · 10 h comprises par mois`. */
export function MembershipGives({ discountPercent, minutesAMonth }: MembershipGivesProps) {
  const { t } = useTranslation();
  const gives = [
    discountPercent > 0 && t("tariffs.membership.gives", { percent: discountPercent }),
    minutesAMonth > 0 && t("tariffs.membership.includes", { minutes: formatMinutes(minutesAMonth) }),
  ];
  return <span className="quiet">{gives.filter(Boolean).join(" · ")}</span>;
}
