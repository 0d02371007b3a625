import { Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Loading, RefusalMessage } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { useExplain } from "./actions.ts";
import { CaseSearch } from "./case-search.tsx";
import { CaseView } from "./case-view.tsx";
import { HouseView } from "./house-view.tsx";
import { addressOf, readAddress, referenceOf } from "./reference.ts";

/** "It doesn't work": why one customer cannot play, and below how the whole house stands. */
export function DoctorPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // Read once more here: the router leaves what the route did not ask for among the answers.
  const reference = referenceOf(readAddress(useSearch({ strict: false })));
  const explain = useExplain();
  const search = (typed: string) =>
    explain.mutate(typed, {
      onSuccess: (explanation) => navigate({ to: "/doctor", search: addressOf(explanation) }),
    });
  const close = () => {
    explain.reset();
    void navigate({ to: "/doctor", search: {} });
  };
  const isAnswered = reference !== null && !explain.isPending && !explain.error;
  return (
    <Page title={t("doctor.title")}>
      <Stack gap="lg">
        <div>
          <CaseSearch onSearch={search} />
          {reference === null && (
            <Text className="quiet" mt={6}>
              {t("doctor.searchHint")}
            </Text>
          )}
        </div>
        {explain.isPending && <Loading what={t("doctor.searching")} />}
        {explain.error && <RefusalMessage error={explain.error} />}
        {isAnswered && <CaseView key={reference} reference={reference} onClose={close} />}
        <HouseView onWhy={explain.reset} />
      </Stack>
    </Page>
  );
}
