import { Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { venueQuery } from "../venue/queries.ts";
import { putOff } from "./put-off.ts";
import { type FirstSteps, firstStepsQuery, stepNames } from "./queries.ts";
import { StepProgress } from "./step-progress.tsx";
import { ReadyStep } from "./steps/ready-step.tsx";
import { SaleStep } from "./steps/sale-step.tsx";
import { StaffStep } from "./steps/staff-step.tsx";
import { StationsStep } from "./steps/stations-step.tsx";
import { VenueStep } from "./steps/venue-step.tsx";

/** From an empty house to the first sale, a step at a time; what exists already is not asked again. */
export function WelcomePage() {
  const { t } = useTranslation();
  const query = useQuery(firstStepsQuery);
  return (
    <Page title={t("welcome.title")} narrow>
      <QueryView query={query} loading={t("welcome.loading")}>
        {(steps) => <Steps steps={steps} />}
      </QueryView>
    </Page>
  );
}

function Steps({ steps }: { steps: FirstSteps }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: venue } = useQuery(venueQuery);
  const undone = stepNames.findIndex((name) => !steps[name]);
  const [at, setAt] = useState(undone < 0 ? stepNames.length : undone);
  const onward = () => setAt(at + 1);
  const name = stepNames[at] ?? "ready";
  const later = () => {
    putOff();
    void navigate({ to: "/" });
  };
  if (!venue) return null;
  return (
    <Stack>
      <StepProgress at={at} steps={steps} onGo={setAt} />
      <section className="surface" aria-label={t(`welcome.${name}.title`)}>
        {name === "venue" && <VenueStep venue={venue} onDone={onward} />}
        {name === "stations" && <StationsStep onDone={onward} />}
        {name === "packages" && <SaleStep currency={venue.currency} onDone={onward} />}
        {name === "staff" && <StaffStep onDone={onward} />}
        {name === "ready" && <ReadyStep steps={steps} />}
      </section>
      <Group justify="space-between">
        {name === "ready" ? (
          <span />
        ) : (
          <Button variant="default" onClick={onward}>
            {t("welcome.skip")}
          </Button>
        )}
        <Button variant="default" onClick={later}>
          {t("welcome.later")}
        </Button>
      </Group>
      <Text className="quiet">{t("welcome.laterHint")}</Text>
    </Stack>
  );
}
