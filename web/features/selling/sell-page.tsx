import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import type { Package } from "../catalog/queries.ts";
import { StartStep } from "../open-play/start-step.tsx";
import { PlayerPicker } from "../players/player-picker.tsx";
import { type Player, playerQuery } from "../players/queries.ts";
import { anywhere, type Place, PlaceAndPrice } from "../tariffs/place-and-price.tsx";
import { type Choice, quoteQuery } from "../tariffs/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { useSell } from "./actions.ts";
import { PackageStep, titleOf } from "./package-step.tsx";
import { PaymentStep } from "./payment-step.tsx";
import { SoldView } from "./sold-view.tsx";

/**
 * One sale after the other: each begins with nothing of the one before, the player it was opened for included. Going to
 * "sell" from within a sale begins the next one too; a purchase that waits for its payment stands at its player's.
 */
export function SellPage() {
  const router = useRouter();
  const [number, setNumber] = useState(1);
  useEffect(
    () =>
      router.subscribe("onBeforeLoad", ({ toLocation }) => {
        if (toLocation.pathname === "/sell") setNumber((sale) => sale + 1);
      }),
    [router],
  );
  return <Sale key={number} onNext={() => router.navigate({ to: "/sell", search: {} })} />;
}

/** Sells a package in three answers: who, what, how it is paid. Each answer shrinks to a line that can be changed. */
function Sale({ onNext }: { onNext: () => void }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const { player: suggestedId } = useSearch({ strict: false }) as { player?: number };
  const suggested = useQuery({ ...playerQuery(suggestedId ?? 0), enabled: suggestedId !== undefined });
  const [picked, setPicked] = useState<Player | null>(null);
  const [refusedSuggestion, setRefusedSuggestion] = useState(false);
  const [chosen, setChosen] = useState<Package | null>(null);
  const [place, setPlace] = useState(anywhere);
  const sell = useSell();
  const player = picked ?? (refusedSuggestion ? null : (suggested.data ?? null));
  if (sell.data) {
    return (
      <Page title={t("selling.title")}>
        <SoldView sold={sell.data} onNext={onNext} />
      </Page>
    );
  }
  return (
    <Page title={t("selling.title")} narrow>
      <Stack>
        <Step
          title={t("selling.playerStep")}
          answer={player?.name ?? null}
          change={t("selling.changePlayer")}
          onChange={() => {
            setPicked(null);
            setRefusedSuggestion(true);
          }}
        >
          <PlayerPicker onPick={setPicked} />
        </Step>
        {player && (
          <Step
            title={t("selling.packageStep")}
            answer={
              chosen &&
              `${chosen.gameName} · ${titleOf(chosen)} · ${chosen.kind === "open" ? t("openPlay.perHour", { price: money(chosen.price) }) : money(chosen.price)}`
            }
            change={t("selling.changePackage")}
            onChange={() => {
              setChosen(null);
              setPlace(anywhere);
            }}
          >
            <PackageStep onPick={setChosen} />
          </Step>
        )}
        {player && chosen?.kind === "open" && (
          <Step title={t("openPlay.startStep")} answer={null}>
            <StartStep key={chosen.id} player={player} chosen={chosen} onNext={onNext} />
          </Step>
        )}
        {player && chosen && chosen.kind !== "open" && (
          <PricedPayment
            key={chosen.id}
            choice={{ playerId: player.id, packageId: chosen.id, ...place }}
            sell={sell}
            onPlace={setPlace}
          />
        )}
      </Stack>
    </Page>
  );
}

interface PricedPaymentProps {
  readonly choice: Choice;
  readonly sell: ReturnType<typeof useSell>;
  readonly onPlace: (place: Place) => void;
}

/** The payment of what the choice costs now, with how that comes about. */
function PricedPayment({ choice, sell, onPlace }: PricedPaymentProps) {
  const { t } = useTranslation();
  const quote = useQuery(quoteQuery(choice));
  return (
    <>
      <PlaceAndPrice choice={choice} onChange={onPlace} />
      <Step title={t("selling.paymentStep")} answer={null}>
        <QueryView query={quote} loading={t("selling.priceLoading")}>
          {({ price }) => (
            <PaymentStep
              sold={{ price }}
              pending={sell.isPending || quote.isPlaceholderData}
              error={sell.error}
              unpaidId={sell.unpaidId}
              onTake={(payment) => sell.mutate({ ...choice, price, payment })}
            />
          )}
        </QueryView>
      </Step>
    </>
  );
}

interface StepProps {
  readonly title: string;
  readonly answer: string | null;
  readonly change?: string;
  readonly onChange?: () => void;
  readonly children: ReactNode;
}

function Step({ title, answer, change, onChange, children }: StepProps) {
  const { t } = useTranslation();
  if (answer !== null) {
    return (
      <Group className="surface" justify="space-between" wrap="nowrap">
        <Text fw={600} fz="lg">
          {answer}
        </Text>
        <Button variant="default" flex="none" onClick={onChange} aria-label={change}>
          {t("common.change")}
        </Button>
      </Group>
    );
  }
  return (
    <section className="surface">
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}
