import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { meQuery } from "../account/queries.ts";
import { CalendarPrices } from "./calendar-prices.tsx";
import { Holidays } from "./holidays.tsx";
import { Memberships } from "./memberships.tsx";
import { SurchargesForm } from "./surcharges-form.tsx";

/** What changes the price of a package: the calendar, the place, the player's membership. */
export function TariffsPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const mayEdit = me?.role === "administrator";
  return (
    <Page title={t("tariffs.title")}>
      <Text className="quiet" mb="md">
        {t(mayEdit ? "tariffs.soldStays" : "tariffs.onlyAdministrator")}
      </Text>
      <Stack>
        <CalendarPrices mayEdit={mayEdit} />
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <SurchargesForm mayEdit={mayEdit} />
          <Holidays mayEdit={mayEdit} />
        </SimpleGrid>
        <Memberships mayEdit={mayEdit} />
      </Stack>
    </Page>
  );
}
