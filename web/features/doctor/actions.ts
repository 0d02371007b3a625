import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ask, type Schemas } from "../../app/api.ts";
import { askExplanation, type Explanation, explanationQuery, type RepairReport } from "./queries.ts";
import { addressOf, referenceOf } from "./reference.ts";

/** Explains what was typed or scanned; the answer is then known by the address of its case. */
export function useExplain() {
  const client = useQueryClient();
  const { i18n } = useTranslation();
  return useMutation({
    mutationFn: askExplanation,
    onSuccess: (explanation) => {
      const reference = referenceOf(addressOf(explanation)) as string;
      client.setQueryData(explanationQuery(reference, i18n.language).queryKey, explanation);
    },
  });
}

export interface RepairOrder {
  readonly check?: Schemas["Check"]["name"];
  readonly key?: string;
  readonly dryRun?: boolean;
}

/** Repairs everything, one check or one finding; or only tells, with `dryRun`, what it would do. */
export function useRepair() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: RepairOrder) => repair(order),
    onSettled: async (_report, _error, { dryRun }) => {
      if (!dryRun) await readAnew(client);
    },
  });
}

/** Repairs what is wrong with one case and nothing else, one finding after the other. */
export function useRepairCase({ findings }: Explanation) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const steps: RepairReport["steps"] = [];
      for (const { check, finding, repairable } of findings) {
        if (repairable) steps.push(...(await repair({ check, key: finding.key })).steps);
      }
      return steps;
    },
    onSettled: () => readAnew(client),
  });
}

/** An administrator has looked at a finding and lives with it. */
export function useKeepFinding() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { check: Schemas["Check"]["name"]; key: string; reason: string }) =>
      ask(api.POST("/api/v1/doctor/acknowledgements", { body })),
    onSuccess: () => readAnew(client),
  });
}

function repair(body: RepairOrder): Promise<RepairReport> {
  return ask(api.POST("/api/v1/doctor/repairs", { body }));
}

/** A repair may touch anything; what is on the screen is read again before it counts as done. */
async function readAnew(client: QueryClient): Promise<void> {
  await client.invalidateQueries();
}
