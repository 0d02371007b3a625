import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { venueQuery } from "./queries.ts";
import classes from "./venue-head.module.css";

/** Who issues an invoice, as it stands at its head on paper. */
export function VenueHead() {
  const { t } = useTranslation();
  const { data: venue } = useQuery(venueQuery);
  if (!venue) return null;
  const numbers = [
    venue.taxNumber && t("venue.taxNumberIs", { number: venue.taxNumber }),
    venue.tradeRegister && t("venue.tradeRegisterIs", { number: venue.tradeRegister }),
  ];
  const lines = [venue.address, venue.phone, ...numbers].filter((line) => line !== "");
  return (
    <div className={classes.head}>
      {venue.logo && <img className={classes.logo} src={venue.logo} alt="" />}
      <div>
        <strong>{venue.name}</strong>
        {lines.map((line) => (
          <div key={line} className="quiet">
            {line}
          </div>
        ))}
      </div>
    </div>
  );
}
