import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";
import { noteServerTime } from "../../app/server-clock.ts";
import { formatHour, formatInstant, formatMoment, formatMoney, formatTimeOfDay } from "../../i18n/format.ts";

export type Venue = Schemas["Venue"];

export const venueQuery = queryOptions({
  queryKey: ["venue"],
  queryFn: async () => {
    const venue = await ask(api.GET("/api/v1/venue"));
    noteServerTime(venue.serverTime);
    return venue;
  },
});

/** Money in the venue's currency and times in its time zone. */
export function useVenueFormats() {
  const { data: venue } = useQuery(venueQuery);
  const currency = venue?.currency ?? "XOF";
  const timeZone = venue?.timeZone ?? "UTC";
  return {
    money: (amount: number) => formatMoney(amount, currency),
    instant: (instant: string) => formatInstant(instant, timeZone),
    moment: (instant: string) => formatMoment(instant, timeZone),
    timeOfDay: (instant: string) => formatTimeOfDay(instant, timeZone),
    hour: (instant: string) => formatHour(instant, timeZone),
  };
}
