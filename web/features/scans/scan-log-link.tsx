import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

export function ScanLogLink() {
  const { t } = useTranslation();
  return (
    <Button
      variant="default"
      leftSection={<IconHistory size={20} aria-hidden />}
      renderRoot={(props) => <Link to="/scans" {...props} />}
    >
      {t("scans.title")}
    </Button>
  );
}
