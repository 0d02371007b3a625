import { queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type Report = Schemas["DoctorReport"];
export type Check = Schemas["Check"];
export type Finding = Schemas["Finding"];
export type Explanation = Schemas["Explanation"];
export type RepairReport = Schemas["RepairReport"];

/** How much was found when the server last looked: the number beside "Diagnostics". Costs the server nothing. */
export const findingCountsQuery = queryOptions({
  queryKey: ["doctor", "counts"],
  queryFn: () => ask(api.GET("/api/v1/doctor/summary")),
});

/**
 * The whole examination, in the language of the screen. It may take seconds. What it finds is fresher than the number
 * beside "Diagnostics", which must not say something else.
 */
export const reportQuery = (language: string) =>
  queryOptions({
    queryKey: ["doctor", "report", language],
    queryFn: async ({ client }) => {
      const report = await ask(api.GET("/api/v1/doctor"));
      const { critical, warnings, examinedAt } = report;
      client.setQueryData(findingCountsQuery.queryKey, { critical, warnings, checkedAt: examinedAt });
      return report;
    },
  });

export function askExplanation(reference: string): Promise<Explanation> {
  return ask(api.POST("/api/v1/doctor/explanations", { body: { reference } }));
}

/** Why a customer cannot play. Among the purchases, so that whatever changes there is explained anew. */
export const explanationQuery = (reference: string, language: string) =>
  queryOptions({
    queryKey: ["purchases", "explanation", reference, language],
    queryFn: () => askExplanation(reference),
  });

/** What repairing everything would do now: asked for anew each time, and nothing is written. */
export const planQuery = (language: string) =>
  queryOptions({
    queryKey: ["repair plan", language],
    queryFn: () => ask(api.POST("/api/v1/doctor/repairs", { body: { dryRun: true } })),
    gcTime: 0,
    staleTime: 0,
  });
