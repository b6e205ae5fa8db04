import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CALM_MS, FIRST_MS, LONGEST_MS, listen, type Listener } from "./channel";

/** What the browser would open, with what the server says put in by hand. */
class Stream extends EventTarget {
  static all: Stream[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  isClosed = false;

  constructor(readonly url: string) {
    super();
    Stream.all.push(this);
  }

  close(): void {
    this.isClosed = true;
  }

  open(position = "boot-1"): void {
    this.onopen?.();
    this.dispatchEvent(new MessageEvent("hello", { data: "{}", lastEventId: position }));
  }

  say(data: object, lastEventId: string): void {
    this.onmessage?.(new MessageEvent("message", { data: JSON.stringify(data), lastEventId }));
  }
}

const streams = Stream.all;
const newest = () => streams[streams.length - 1] as Stream;
const look = (state: "visible" | "hidden") => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
};
let heard: { [K in keyof Listener]: ReturnType<typeof vi.fn<Listener[K]>> };
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Stream);
  vi.spyOn(Math, "random").mockReturnValue(1); // the longest of all waits
  streams.length = 0;
  heard = { hint: vi.fn<Listener["hint"]>(), resync: vi.fn<Listener["resync"]>(), state: vi.fn<Listener["state"]>() };
  stop = listen(heard);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Fails the newest stream; how long it took until the next one was tried. */
function waited(): number {
  const count = streams.length;
  const begun = performance.now();
  newest().onerror?.();
  while (streams.length === count) vi.advanceTimersToNextTimer();
  return performance.now() - begun;
}

describe("the live channel", () => {
  it("is tried for ever, ever more slowly, with a longest wait", () => {
    const waits = Array.from({ length: 20 }, waited);
    expect(waits.slice(0, 6)).toEqual([FIRST_MS, 2 * FIRST_MS, 4 * FIRST_MS, 8 * FIRST_MS, LONGEST_MS, LONGEST_MS]);
    expect(waits[19]).toBe(LONGEST_MS);
    expect(streams.filter((one) => !one.isClosed)).toEqual([newest()]);
  });

  it("does not come back at the same moment as all others", () => {
    vi.mocked(Math.random).mockReturnValue(0);
    expect(waited()).toBe(FIRST_MS / 2);
  });

  it("begins anew with waiting after a stream that stood, not after one that was dropped at once", () => {
    waited();
    newest().open();
    expect(waited()).toBe(2 * FIRST_MS);
    newest().open();
    vi.advanceTimersByTime(CALM_MS + 1);
    expect(waited()).toBe(FIRST_MS);
  });

  it("is tried at once when the page is seen again or the network is back, once a second at most", () => {
    Array.from({ length: 9 }, waited);
    newest().onerror?.();
    const count = streams.length;
    look("hidden");
    vi.advanceTimersByTime(2_000);
    expect(streams.length).toBe(count);
    look("visible");
    vi.advanceTimersByTime(0);
    expect(streams.length).toBe(count + 1);
    newest().onerror?.();
    for (let turn = 0; turn < 10; turn += 1) window.dispatchEvent(new Event("online"));
    vi.advanceTimersByTime(999);
    expect(streams.length).toBe(count + 1);
    vi.advanceTimersByTime(1);
    expect(streams.length).toBe(count + 2);
    look("hidden");
    look("visible");
    vi.advanceTimersByTime(5_000);
    expect(streams.length).toBe(count + 2); // it is being opened: nothing to hurry
  });

  it("goes on after the last hint that it heard", () => {
    expect(streams[0]?.url).toMatch(/^\/api\/v1\/live\?age=\d+$/);
    newest().open("boot-7");
    newest().say({ object: "lead", id: 3, kind: "record.updated" }, "boot-5");
    newest().say({ object: "", id: null, kind: "resync" }, "boot-6");
    expect([heard.hint.mock.calls, heard.resync.mock.calls.length]).toEqual([[["lead"]], 1]);
    waited();
    expect(newest().url).toBe("/api/v1/live?after=boot-6");
    newest().open("boot-9");
    waited();
    expect(newest().url).toBe("/api/v1/live?after=boot-6"); // what lay between was not said yet
    expect(heard.state.mock.calls).toEqual([[true], [false], [true], [false]]);
  });

  it("fetches everything again when it could not listen from the beginning", () => {
    waited();
    newest().open();
    expect(heard.resync).toHaveBeenCalledTimes(1);
    waited();
    newest().open();
    expect(heard.resync).toHaveBeenCalledTimes(1); // from here on the server tells what was missed
  });

  it("is silent after the end", () => {
    newest().onerror?.();
    stop();
    window.dispatchEvent(new Event("online"));
    vi.advanceTimersByTime(10 * LONGEST_MS);
    expect(streams.length).toBe(1);
  });
});
