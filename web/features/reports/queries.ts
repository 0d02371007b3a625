import { queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type TakingsReport = Schemas["TakingsReport"];
export type Takings = TakingsReport["total"];

export type Losses = Schemas["LossesReport"]["total"];

/** Days of the venue's calendar as `2026-01-31`, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export const takingsQuery = (period: Period) =>
  queryOptions({
    queryKey: ["takings", period.from, period.to],
    queryFn: () => ask(api.GET("/api/v1/reports/takings", { params: { query: { ...period } } })),
  });

export const lossesQuery = (period: Period) =>
  queryOptions({
    queryKey: ["losses", period.from, period.to],
    queryFn: () => ask(api.GET("/api/v1/reports/losses", { params: { query: { ...period } } })),
  });
