import { useLocalStorage } from "@mantine/hooks";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";
import { meQuery } from "../account/queries.ts";

export type Summary = Schemas["Summary"];
export type DaySummary = Schemas["DaySummary"];

/** Sales and findings are told live; what else changes with the time is read again. */
const READ_EVERY_MS = 60_000;

export const summaryQuery = queryOptions({
  queryKey: ["summary"],
  queryFn: () => ask(api.GET("/api/v1/summary")),
  refetchInterval: READ_EVERY_MS,
});

/** Whether this person has closed the summary on this device today, by the venue's calendar. Tomorrow it is back. */
export function useClosedToday(): { closed: boolean; close: () => void; open: () => void } {
  const { data: me } = useQuery(meQuery);
  const { data: summary } = useQuery(summaryQuery);
  const [day, setDay] = useLocalStorage({
    key: `gamezone.summary-closed.${me?.userId}`,
    defaultValue: "",
    getInitialValueInEffect: false,
  });
  const today = summary?.today.date;
  return {
    closed: day === today,
    close: () => setDay(today ?? ""),
    open: () => setDay(""),
  };
}
