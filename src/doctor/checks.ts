import type { Check } from "./check.ts";
import { groupDoesNotAddUp } from "./checks/groups.ts";
import {
  auditChainBroken,
  historyDoesNotReplay,
  sessionSumsWrong,
  sessionUsesTooMuch,
} from "./checks/history.ts";
import {
  activeWithoutSession,
  closedSessionInvoiceOpen,
  invoiceOverdue,
  invoiceWaiting,
  openSessionInvoiceNotActive,
  paidWithoutInvoice,
} from "./checks/invoices.ts";
import {
  backupMissing,
  clockStopped,
  clocksDiffer,
  diskAlmostFull,
  jobFailed,
  nodeSilent,
  scansFailing,
  workerSilent,
} from "./checks/machine.ts";
import { membershipRefundDoesNotMatch } from "./checks/memberships.ts";
import { nobodyManagesStaff } from "./checks/people.ts";
import { playedWhileBarred } from "./checks/players.ts";
import {
  invoiceNumbersWrong,
  paymentsDoNotAddUp,
  priceLinesDoNotAddUp,
  purchaseSessionMismatch,
  sessionNotPaid,
} from "./checks/purchases.ts";
import { pausedForLong, readySessionOverdue, sessionOverdue, stationShared } from "./checks/sessions.ts";
import { paymentOutsideShift, shiftDoesNotAddUp, shiftOpenForLong } from "./checks/tills.ts";

/**
 * Everything the doctor looks at, in the order in which it tells and repairs: what mends a row comes before what reads
 * it, and the overview last, when only what nobody could mend is left in it.
 */
export const checks: readonly Check[] = [
  clockStopped,
  workerSilent,
  historyDoesNotReplay,
  sessionUsesTooMuch,
  sessionSumsWrong,
  sessionOverdue,
  readySessionOverdue,
  paidWithoutInvoice,
  activeWithoutSession,
  openSessionInvoiceNotActive,
  closedSessionInvoiceOpen,
  invoiceOverdue,
  sessionNotPaid,
  purchaseSessionMismatch,
  paymentsDoNotAddUp,
  groupDoesNotAddUp,
  shiftDoesNotAddUp,
  paymentOutsideShift,
  shiftOpenForLong,
  membershipRefundDoesNotMatch,
  priceLinesDoNotAddUp,
  stationShared,
  playedWhileBarred,
  invoiceNumbersWrong,
  pausedForLong,
  auditChainBroken,
  nobodyManagesStaff,
  diskAlmostFull,
  backupMissing,
  nodeSilent,
  clocksDiffer,
  scansFailing,
  jobFailed,
  invoiceWaiting,
];

/** What depends on the hour or on the machine, and not only on what is stored. */
const passing: readonly Check[] = [
  clockStopped,
  workerSilent,
  sessionOverdue,
  readySessionOverdue,
  invoiceOverdue,
  pausedForLong,
  shiftOpenForLong,
  diskAlmostFull,
  backupMissing,
  nodeSilent,
  clocksDiffer,
  scansFailing,
  jobFailed,
  invoiceWaiting,
];

/** What is wrong with what is stored, wherever and whenever one looks: also in a copy that was restored. */
export const checksOfData = checks.filter((check) => !passing.includes(check));
