import { type RefObject, useEffect } from "react";

/**
 * Keeps the focus in the field for scans, so that a hand scanner always types there: from the start, whenever the focus
 * would be nowhere, and when something is typed outside of a field, a menu or a window. On a phone only typing
 * brings it back, for focus there opens the keyboard over half the screen.
 */
export function useFocusKept(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const focus = () => field.current?.focus({ preventScroll: true });
    const hasMouse = window.matchMedia("(pointer: fine)").matches;
    const receiveKey = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey)
        return;
      const target = event.target as HTMLElement;
      if (target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]")) return;
      focus();
    };
    const receiveFocus = () => {
      setTimeout(() => {
        if (document.activeElement === document.body && !document.querySelector("[role=dialog]")) focus();
      });
    };
    if (hasMouse) {
      focus();
      document.addEventListener("focusout", receiveFocus);
    }
    document.addEventListener("keydown", receiveKey);
    return () => {
      document.removeEventListener("focusout", receiveFocus);
      document.removeEventListener("keydown", receiveKey);
    };
  }, [field]);
}
