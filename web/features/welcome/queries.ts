import { queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type FirstSteps = Schemas["FirstSteps"];
/** In the order in which an owner takes them. */
export const stepNames = ["venue", "stations", "packages", "staff"] as const;
export type StepName = (typeof stepNames)[number];

export const firstStepsQuery = queryOptions({
  queryKey: ["first-steps"],
  queryFn: () => ask(api.GET("/api/v1/first-steps")),
});
