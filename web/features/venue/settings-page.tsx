import { Button, Stack } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { TillList } from "../tills/till-list.tsx";
import { venueQuery } from "./queries.ts";
import { CentreSection } from "./settings/centre-section.tsx";
import { DelaysSection } from "./settings/delays-section.tsx";
import { HoursSection } from "./settings/hours-section.tsx";
import { LogoSection } from "./settings/logo-section.tsx";
import { MinorsSection } from "./settings/minors-section.tsx";
import { MoneyAndTimeSection } from "./settings/money-and-time-section.tsx";
import { RefundsSection } from "./settings/refunds-section.tsx";

/** The venue's settings, a section a subject, each saved by itself. */
export function SettingsPage() {
  const { t } = useTranslation();
  const query = useQuery(venueQuery);
  const resume = (
    <Button
      variant="default"
      leftSection={<IconRocket size={20} aria-hidden />}
      renderRoot={(props) => <Link to="/welcome" {...props} />}
    >
      {t("venue.firstSteps")}
    </Button>
  );
  return (
    <Page title={t("venue.title")} narrow actions={query.data?.setUpAt === null && resume}>
      <QueryView query={query} loading={t("venue.loading")}>
        {(venue) => (
          <Stack>
            <CentreSection venue={venue} />
            <LogoSection venue={venue} />
            <MoneyAndTimeSection venue={venue} />
            <HoursSection venue={venue} />
            <TillList />
            <RefundsSection venue={venue} />
            <MinorsSection venue={venue} />
            <DelaysSection venue={venue} />
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}
