import { shellWords } from "../app/words.ts";
import { accountWords } from "../features/account/words.ts";
import { auditWords } from "../features/audit/words.ts";
import { catalogWords } from "../features/catalog/words.ts";
import { counterWords } from "../features/counter/words.ts";
import { doctorWords } from "../features/doctor/words.ts";
import { floorWords } from "../features/floor/words.ts";
import { groupWords } from "../features/groups/words.ts";
import { invoiceWords } from "../features/invoices/words.ts";
import { openPlayWords } from "../features/open-play/words.ts";
import { playWords } from "../features/play/words.ts";
import { playerWords } from "../features/players/words.ts";
import { purchaseWords } from "../features/purchases/words.ts";
import { reportWords } from "../features/reports/words.ts";
import { sanctionWords } from "../features/sanctions/words.ts";
import { scanWords } from "../features/scans/words.ts";
import { sellingWords } from "../features/selling/words.ts";
import { sessionWords } from "../features/sessions/words.ts";
import { signInWords } from "../features/sign-in/words.ts";
import { staffWords } from "../features/staff/words.ts";
import { stationWords } from "../features/stations/words.ts";
import { summaryWords } from "../features/summary/words.ts";
import { tariffWords } from "../features/tariffs/words.ts";
import { tillWords } from "../features/tills/words.ts";
import { venueWords } from "../features/venue/words.ts";
import { welcomeWords } from "../features/welcome/words.ts";
import { sharedWords } from "../ui/words.ts";

/** All that the screens say: each feature's words stand in its own folder, French beside English. */
function wordsIn(language: "fr" | "en") {
  return {
    ...sharedWords[language],
    ...shellWords[language],
    account: accountWords[language],
    audit: auditWords[language],
    catalog: catalogWords[language],
    counter: counterWords[language],
    doctor: doctorWords[language],
    floor: floorWords[language],
    groups: groupWords[language],
    invoices: invoiceWords[language],
    openPlay: openPlayWords[language],
    play: playWords[language],
    players: playerWords[language],
    purchases: purchaseWords[language],
    reports: reportWords[language],
    sanctions: sanctionWords[language],
    scans: scanWords[language],
    selling: sellingWords[language],
    sessions: sessionWords[language],
    signIn: signInWords[language],
    staff: staffWords[language],
    stations: stationWords[language],
    summary: summaryWords[language],
    tariffs: tariffWords[language],
    tills: tillWords[language],
    venue: venueWords[language],
    welcome: welcomeWords[language],
  };
}

export type Words = ReturnType<typeof wordsIn>;
export const words = { fr: wordsIn("fr"), en: wordsIn("en") };
