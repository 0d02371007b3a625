import { z } from "zod";

const done = (what: string) => z.boolean().describe(what);

export const firstSteps = z
  .object({
    venue: done("The venue's name, address or currency were saved"),
    stations: done("There is a station in service"),
    packages: done("A package of a game is for sale"),
    staff: done("Somebody besides the administrators may sell"),
    setUpAt: z.iso
      .datetime()
      .nullable()
      .describe("When the first steps were ended; they are no longer shown"),
  })
  .meta({ id: "FirstSteps" });
export type FirstSteps = z.output<typeof firstSteps>;
