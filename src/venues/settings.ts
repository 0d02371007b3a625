import { DAY, SECOND } from "../core/duration.ts";
import { BusinessError } from "../core/errors.ts";
import { type InputRule, inputRule } from "../core/invalid-input.ts";
import { findOverlap } from "../core/opening-hours.ts";
import type { VenueChanges } from "./schema.ts";

/** The settings that are kept in the venue's own row. */
export type Settings = Omit<VenueChanges, "version" | "openingHours">;

/** The columns that settings are kept in. What is not given is undefined, and stays as it is. */
export function toColumns(settings: Settings) {
  return {
    name: settings.name,
    address: settings.address,
    phone: settings.phone,
    tax_number: settings.taxNumber,
    trade_register: settings.tradeRegister,
    currency: settings.currency,
    time_zone: settings.timeZone,
    outage_threshold_ms: times(settings.outageThresholdSeconds, SECOND),
    ready_lifetime_ms: times(settings.readyLifetimeDays, DAY),
    invoice_lifetime_ms: times(settings.invoiceLifetimeDays, DAY),
    session_retention_days: settings.sessionRetentionDays,
    refund_approval_above: settings.refundApprovalAbove,
    minor_age: settings.minorAge,
    minors_from: settings.minorsFrom,
    minors_until: settings.minorsUntil,
  };
}

function times(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : value * unit;
}

/** Throws `invalid_input` for a currency or time zone that Node does not know, and for hours that overlap. */
export function checkSettings({ currency, timeZone, openingHours }: VenueChanges): void {
  if (currency !== undefined && !Intl.supportedValuesOf("currency").includes(currency)) {
    throw refuseSetting("currency", "unknown_currency");
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw refuseSetting("timeZone", "unknown_time_zone");
  if (openingHours?.some(({ opens, closes }) => opens === closes)) {
    throw refuseSetting("openingHours", "hours_empty");
  }
  if (openingHours && findOverlap(openingHours) !== null) {
    throw refuseSetting("openingHours", "hours_overlap");
  }
}

/** The refusal of one setting. */
export function refuseSetting(field: string, rule: InputRule): BusinessError {
  return new BusinessError("invalid_input", { errors: [{ field, message: inputRule(rule) }] });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
