import { useTranslation } from "react-i18next";
import { useVenueFormats } from "../venue/queries.ts";
import classes from "./price-lines.module.css";
import type { PriceLine } from "./queries.ts";

/** A price that explains itself: what each part is for, and the total. One line alone has nothing to explain. */
export function PriceLines({ lines, total }: { lines: readonly PriceLine[]; total: number }) {
  const { t, i18n } = useTranslation();
  const { money } = useVenueFormats();
  if (lines.length < 2) return null;
  const language = i18n.language === "en" ? "en" : "fr";
  return (
    <dl className={classes.lines}>
      {lines.map(({ kind, label, amount }) => (
        <div key={kind}>
          <dt>{label[language]}</dt>
          <dd>{signed(amount, money)}</dd>
        </div>
      ))}
      <div className={classes.total}>
        <dt>{t("tariffs.total")}</dt>
        <dd>{money(total)}</dd>
      </div>
    </dl>
  );
}

function signed(amount: number, money: (amount: number) => string): string {
  return amount < 0 ? `−${money(-amount)}` : money(amount);
}
