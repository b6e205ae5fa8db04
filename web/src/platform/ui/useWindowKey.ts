import { useLayoutEffect } from "react";

/** Listen to the keys of the whole window, from the moment that the page is drawn: the next key may come at once. */
export function useWindowKey(listener: (event: KeyboardEvent) => void): void {
  useLayoutEffect(() => {
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  });
}
