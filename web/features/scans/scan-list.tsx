import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { useVenueFormats } from "../venue/queries.ts";
import type { Scan } from "./queries.ts";
import classes from "./scan-list.module.css";

/** Attempts at the counter: when, what came of it, who scanned. */
export function ScanList({ scans }: { scans: readonly Scan[] }) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  return (
    <ul className={list.list}>
      {scans.map((scan) => {
        const fine = scan.outcome === "activated";
        const Icon = fine ? IconCircleCheck : IconAlertTriangle;
        return (
          <li key={scan.id} className={classes.scan} data-fine={fine}>
            <Icon size={20} aria-hidden />
            <div>
              <Text fw={600}>{t(`scans.outcome.${scan.outcome}`)}</Text>
              <Text size="sm" className="quiet">
                {instant(scan.scannedAt)} · {scan.scannedBy} · {scan.invoiceNumber ?? scan.entered}
              </Text>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
