import { notifications } from "@mantine/notifications";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** Keys further apart than this do not belong to one scan. */
const APART_MS = 150;
/** A scanner needs a few milliseconds a key, the fastest typists sixty. */
const PER_KEY_MS = 40;
const SHORTEST = 8;
/** The text of our QR, also as a French computer hears an American scanner, or the sixteen characters of a code. */
const OURS = /^(gz1\.\w{16}\.\w{16}|gw&:.{16}:.{16}|(\w{4}-?){4})$/i;
/** The field that is there for scans says so. */
export const takesScans = { "data-takes-scans": true };

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** What a hand scanner sent on another screen, on its way to the counter. */
    readonly scanned?: string;
  }
}

/**
 * Catches a hand scanner on every screen: a burst of keys faster than any typist's that ends with Enter. It goes to the
 * counter and is activated there, and its Enter presses nothing. Where somebody is filling in a form or a window is
 * open, going away would lose what they typed: there it is only said what to do.
 */
export function useHandScanner(): void {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useEffect(() => {
    let text = "";
    let since = 0;
    let last = 0;
    const receiveKey = (event: KeyboardEvent) => {
      const { key, timeStamp } = event;
      if (key === "Shift" || key === "CapsLock") return;
      const isPlain = !(event.repeat || event.ctrlKey || event.metaKey || event.altKey);
      if (!isPlain || timeStamp - last > APART_MS) text = "";
      last = timeStamp;
      if (isPlain && key.length === 1) {
        if (text === "") since = timeStamp;
        text += key;
        return;
      }
      const scanned = text;
      text = "";
      if (key !== "Enter" || scanned.length < SHORTEST) return;
      if (timeStamp - since > scanned.length * PER_KEY_MS) return;
      const target = event.target as HTMLElement;
      const isField = target.matches(":read-write");
      // Another shop's bar code in a field is what its clerk wanted there.
      if ("takesScans" in target.dataset || (isField && !OURS.test(scanned))) return;
      event.preventDefault();
      event.stopPropagation();
      const isFilling = isField && !target.matches("[type=search]");
      if (isFilling || document.querySelector("[role=dialog], [role=menu]")) {
        notifications.show({
          title: t("counter.scannedElsewhere"),
          message: t("counter.scannedElsewhereHint"),
        });
      } else {
        void navigate({ to: "/", state: { scanned } });
      }
    };
    document.addEventListener("keydown", receiveKey, true);
    return () => document.removeEventListener("keydown", receiveKey, true);
  }, [navigate, t]);
}

/** At the counter: takes, once, what a hand scanner sent on another screen. */
export function useScannedElsewhere(onScan: (text: string) => void): void {
  const navigate = useNavigate();
  const scanned = useLocation({ select: ({ state }) => state.scanned });
  useEffect(() => {
    if (scanned === undefined) return;
    void navigate({ to: "/", replace: true, state: {} });
    onScan(scanned);
  }, [scanned, navigate, onScan]);
}
