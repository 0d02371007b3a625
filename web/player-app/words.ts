import { shellWords } from "../app/words.ts";
import { accountWords } from "../features/account/words.ts";
import { invoiceWords } from "../features/invoices/words.ts";
import { playWords } from "../features/play/words.ts";
import { sessionWords } from "../features/sessions/words.ts";
import { signInWords } from "../features/sign-in/words.ts";
import { staffWords } from "../features/staff/words.ts";
import { venueWords } from "../features/venue/words.ts";
import { sharedWords } from "../ui/words.ts";

/** What the screens of players say, of all the words that there are. */
function wordsIn(language: "fr" | "en") {
  return {
    ...sharedWords[language],
    ...shellWords[language],
    account: accountWords[language],
    invoices: invoiceWords[language],
    play: playWords[language],
    sessions: sessionWords[language],
    signIn: signInWords[language],
    staff: staffWords[language],
    venue: venueWords[language],
  };
}

export const playerWords = { fr: wordsIn("fr"), en: wordsIn("en") };
