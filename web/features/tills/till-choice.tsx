import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Refusal } from "../../app/api.ts";

interface TillChoiceProps {
  /** What the server answered: it asks only where several tills are open and none is the clerk's own. */
  readonly error: unknown;
  readonly tillId: number | undefined;
  readonly onChoose: (tillId: number) => void;
}

/** The tills between which the server could not choose. */
export function TillChoice({ error, tillId, onChoose }: TillChoiceProps) {
  const { t } = useTranslation();
  const tills = readTills(error);
  if (tills.length === 0) return null;
  return (
    <SegmentedControl
      mt="xs"
      aria-label={t("tills.which")}
      value={tillId === undefined ? "" : String(tillId)}
      onChange={(value) => onChoose(Number(value))}
      data={tills.map(({ id, name }) => ({ value: String(id), label: name }))}
    />
  );
}

function readTills(error: unknown): ReadonlyArray<{ id: number; name: string }> {
  const isAsked = error instanceof Refusal && error.code === "till_needed";
  return isAsked && Array.isArray(error.facts.tills) ? error.facts.tills : [];
}
