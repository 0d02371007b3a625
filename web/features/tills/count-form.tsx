import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { meQuery } from "../account/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import type { Count } from "./actions.ts";
import classes from "./count-form.module.css";
import { Difference } from "./difference.tsx";
import { colleaguesQuery, type ShiftReport } from "./queries.ts";

const LARGEST = 1_000_000_000;
const MOST_PIECES = 100_000;

interface CountFormProps {
  readonly report: ShiftReport;
  /** Whether somebody else goes on with what was counted. */
  readonly handsOver: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onConfirm: (count: Count, nextClerkId: number | null) => void;
  readonly onBack: () => void;
}

/** Counts the till note by note; the difference is seen before anything is final. */
export function CountForm({ report, handsOver, pending, error, onConfirm, onBack }: CountFormProps) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const [pieces, setPieces] = useState<Readonly<Record<string, number>>>({});
  const [whole, setWhole] = useState<number | "">("");
  const [note, setNote] = useState("");
  const [next, setNext] = useState<string | null>(null);
  const { denominations } = report;
  const byPiece = denominations.length > 0;
  const total = byPiece
    ? denominations.reduce((sum, piece) => sum + piece * (pieces[piece] ?? 0), 0)
    : Number(whole);
  const isCounted = byPiece ? Object.keys(pieces).length > 0 : whole !== "";
  const isReady = isCounted && (!handsOver || next !== null) && (note === "" || note.trim().length >= 3);
  return (
    <form
      className="surface"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        const counts = byPiece ? { ...pieces } : undefined;
        onConfirm(
          { countedCash: total, counts, note: note.trim() === "" ? undefined : note.trim() },
          next === null ? null : Number(next),
        );
      }}
    >
      <Stack>
        <Title order={2} size="h4">
          {t(handsOver ? "tills.handOverTitle" : "tills.closeTitle")} · {report.shift.till.name}
        </Title>
        {byPiece ? (
          <div className={classes.pieces}>
            {denominations.map((piece) => (
              <PieceRow
                key={piece}
                piece={money(piece)}
                worth={money(piece * (pieces[piece] ?? 0))}
                count={pieces[piece] ?? 0}
                onCount={(count) => setPieces({ ...pieces, [piece]: count })}
              />
            ))}
          </div>
        ) : (
          <NumberInput
            label={t("tills.counted")}
            size="xl"
            value={whole}
            onChange={(value) => setWhole(value === "" ? "" : Number(value))}
            min={0}
            max={LARGEST}
            allowDecimal={false}
            allowNegative={false}
            hideControls
          />
        )}
        <div className={classes.totals}>
          <div>
            <Text className="quiet">{t("tills.expected")}</Text>
            <strong>{money(report.expectedCash)}</strong>
          </div>
          <div>
            <Text className="quiet">{t("tills.counted")}</Text>
            <strong data-testid="counted">{money(total)}</strong>
          </div>
        </div>
        {isCounted ? (
          <Difference difference={total - report.expectedCash} />
        ) : (
          <Text className="quiet">{t("tills.notCounted")}</Text>
        )}
        <TextInput
          label={t("tills.note")}
          description={t("tills.noteHint")}
          value={note}
          maxLength={300}
          autoComplete="off"
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {handsOver && <NextClerk value={next} onChange={setNext} />}
        {Boolean(error) && <RefusalMessage error={error} />}
        <Group justify="space-between">
          <Text className="quiet">{t("tills.final")}</Text>
          <Group>
            <Button variant="default" onClick={onBack}>
              {t("common.back")}
            </Button>
            <Button type="submit" size="md" disabled={!isReady} loading={pending}>
              {t(handsOver ? "tills.handOverConfirm" : "tills.closeConfirm")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

interface PieceRowProps {
  readonly piece: string;
  readonly worth: string;
  readonly count: number;
  readonly onCount: (count: number) => void;
}

function PieceRow({ piece, worth, count, onCount }: PieceRowProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.row}>
      <span className={classes.piece}>{piece}</span>
      <Group gap={6} wrap="nowrap">
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t("tills.fewer", { piece })}
          disabled={count === 0}
          onClick={() => onCount(count - 1)}
        >
          <IconMinus size={20} />
        </ActionIcon>
        <NumberInput
          className={classes.count}
          aria-label={t("tills.count", { piece })}
          value={count}
          onChange={(value) => onCount(Math.min(Number(value), MOST_PIECES))}
          min={0}
          max={MOST_PIECES}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          inputMode="numeric"
          onFocus={(event) => event.currentTarget.select()}
        />
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t("tills.more", { piece })}
          onClick={() => onCount(count + 1)}
        >
          <IconPlus size={20} />
        </ActionIcon>
      </Group>
      <span className={classes.worth} data-nothing={count === 0 || undefined}>
        {worth}
      </span>
    </div>
  );
}

function NextClerk({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: colleagues = [] } = useQuery(colleaguesQuery);
  return (
    <Select
      label={t("tills.next")}
      required
      value={value}
      onChange={onChange}
      data={colleagues
        .filter(({ id }) => id !== me?.userId)
        .map(({ id, name }) => ({ value: String(id), label: name }))}
    />
  );
}
