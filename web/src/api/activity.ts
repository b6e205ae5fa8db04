/** When somebody last touched the page. What the page asks by itself tells it along, and so does not keep a sign-in open. */
let touchedAt = Date.now(); // somebody opened the page

for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
  globalThis.addEventListener?.(kind, () => { touchedAt = Date.now(); }, { capture: true, passive: true });
}

/** Whole seconds since the last touch. */
export function idleSeconds(now = Date.now()): number {
  return Math.max(0, Math.floor((now - touchedAt) / 1_000));
}
