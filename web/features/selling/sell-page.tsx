import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import type { Package } from "../catalog/queries.ts";
import { useSellToGroup } from "../groups/actions.ts";
import { GroupPrice } from "../groups/group-price.tsx";
import { GroupSize } from "../groups/group-size.tsx";
import { SoldGroupView } from "../groups/sold-group-view.tsx";
import { StartStep } from "../open-play/start-step.tsx";
import { PlayerPicker } from "../players/player-picker.tsx";
import { type Player, playerQuery } from "../players/queries.ts";
import { anywhere, type Place, PlaceAndPrice } from "../tariffs/place-and-price.tsx";
import { type Choice, quoteQuery } from "../tariffs/queries.ts";
import { ClosedTill, useTillToOpen } from "../tills/open-shift.tsx";
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
  const [players, setPlayers] = useState(1);
  const sell = useSell();
  const sellToGroup = useSellToGroup();
  const closedTill = useTillToOpen();
  const player = picked ?? (refusedSuggestion ? null : (suggested.data ?? null));
  if (sellToGroup.data) {
    return (
      <Page title={t("selling.title")} narrow>
        <SoldGroupView sold={sellToGroup.data} onNext={onNext} />
      </Page>
    );
  }
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
        {closedTill && <ClosedTill till={closedTill} />}
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
            choice={{ playerId: player.id, packageId: chosen.id, players, ...place }}
            sell={sell}
            sellToGroup={sellToGroup}
            onPlace={setPlace}
            onPlayers={setPlayers}
          />
        )}
      </Stack>
    </Page>
  );
}

interface PricedPaymentProps {
  readonly choice: Choice;
  readonly sell: ReturnType<typeof useSell>;
  readonly sellToGroup: ReturnType<typeof useSellToGroup>;
  readonly onPlace: (place: Place) => void;
  readonly onPlayers: (players: number) => void;
}

/** The payment of what the choice costs now, with how that comes about; for friends, as many times. */
function PricedPayment({ choice, sell, sellToGroup, onPlace, onPlayers }: PricedPaymentProps) {
  const { t } = useTranslation();
  const quote = useQuery(quoteQuery(choice));
  const { players } = choice;
  return (
    <>
      <section className="surface">
        <GroupSize players={players} onChange={onPlayers} />
        {quote.data && <GroupPrice {...quote.data} />}
      </section>
      <PlaceAndPrice choice={choice} onChange={onPlace} />
      <Step title={t("selling.paymentStep")} answer={null}>
        <QueryView query={quote} loading={t("selling.priceLoading")}>
          {({ price, total }) => (
            <PaymentStep
              key={players}
              sold={{ price: total }}
              pending={sell.isPending || sellToGroup.isPending || quote.isPlaceholderData}
              error={players === 1 ? sell.error : sellToGroup.error}
              unpaidId={players === 1 ? sell.unpaidId : null}
              onTake={(payment, tillId) => {
                const sale = { ...choice, price, payment, tillId };
                if (players === 1) sell.mutate(sale);
                else sellToGroup.mutate({ sale, players, total });
              }}
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
