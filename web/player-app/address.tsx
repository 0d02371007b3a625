import { type ComponentPropsWithoutRef, type MouseEvent, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

/** The address of the screen, without what comes after a question mark. */
export function useAddress(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** Shows another screen of this app, from its top. */
export function go(path: string, { replacing = false } = {}): void {
  if (replacing) window.history.replaceState(null, "", path);
  else window.history.pushState(null, "", path);
  window.scrollTo(0, 0);
  for (const each of listeners) each();
}

/** A link to another screen of this app. With a key held down it is the browser's, as any link. */
export function Link({ to, ...rest }: { to: string } & Omit<ComponentPropsWithoutRef<"a">, "href">) {
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}
