import { formatMinutes } from "../../i18n/format.ts";
import type { Window } from "../tariffs/window-words.ts";
import type { PackageFields } from "./actions.ts";
import type { Package } from "./queries.ts";

export type Kind = Package["kind"];

export const USUAL_MINUTES = 60;
/** Somebody who forgot to stop is not billed for longer, unless the owner says so. */
export const LONGEST_OPEN_MINUTES = 480;

/** What stands in the form; an input gives a number, or text while it is empty. */
export interface PackageValues {
  readonly name: string;
  readonly minutes: number | string;
  readonly price: number | string;
  readonly stepMinutes: number | string;
  readonly minimumPrice: number | string;
  /** Empty where there is none. */
  readonly ceilingPrice: number | string;
  readonly active: boolean;
}

/** What the form of a package begins with. */
export function valuesOf(changed: Package | null): PackageValues {
  return {
    name: changed?.name ?? "",
    minutes: changed?.minutes ?? USUAL_MINUTES,
    price: changed?.price ?? 500,
    stepMinutes: changed?.open?.stepMinutes ?? 15,
    minimumPrice: changed?.open?.minimumPrice ?? 0,
    ceilingPrice: changed?.open?.ceilingPrice ?? "",
    active: changed?.active ?? true,
  };
}

/** What a package of a kind is saved with. */
export function fieldsOf(
  kind: Kind,
  values: PackageValues,
  window: Window,
  changed: Package | null,
): PackageFields {
  const minutes = Number(values.minutes);
  const same = { price: Number(values.price), active: values.active };
  const name = values.name.trim();
  if (kind === "pass") return { ...same, name, window };
  if (kind === "fixed") return { ...same, name: nameOf(name, minutes, changed), minutes };
  const open = {
    stepMinutes: Number(values.stepMinutes),
    minimumPrice: Number(values.minimumPrice),
    ceilingPrice: values.ceilingPrice === "" ? null : Number(values.ceilingPrice),
  };
  return { ...same, name, minutes, open };
}

/** A package called after its length is called after its new length when that changes. */
function nameOf(name: string, minutes: number, changed: Package | null): string {
  const wasItsLength = changed !== null && name === formatMinutes(changed.minutes);
  return name === "" || wasItsLength ? formatMinutes(minutes) : name;
}
