/** Time for the first screen to be complete on a slow line, before anything else is loaded. */
const AFTER_MS = 5_000;

/** Installs the app's service worker (see vite.config.ts) once the screen is there and the phone has nothing to do. */
export function keepForNextTime(): void {
  // In development there is none.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  setTimeout(() => {
    // A phone that refuses loads from the network, as on this visit.
    navigator.serviceWorker.register("/sw.js").catch(() => {});
  }, AFTER_MS);
}
