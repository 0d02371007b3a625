import { useTranslation } from "react-i18next";
import classes from "./qr-code.module.css";

/** The QR that the server drew, and the code to type where no camera is at hand. White under it in the dark too. */
export function QrCode({ invoice }: { invoice: { readonly id: number; readonly validationCode: string } }) {
  const { t } = useTranslation();
  return (
    <figure className={classes.figure}>
      <img
        className={classes.image}
        src={`/api/v1/invoices/${invoice.id}/qr.svg`}
        alt={t("invoices.qrOf", { code: invoice.validationCode })}
        width={240}
        height={240}
      />
      <figcaption>
        <span className={`code ${classes.code}`} data-testid="validation-code">
          {invoice.validationCode}
        </span>
      </figcaption>
    </figure>
  );
}
