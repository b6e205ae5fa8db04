import { beforeEach, expect, test, vi } from "vitest";
import { askAhead, readMe, readObject, readObjects } from "./ahead";

const asked: string[] = [];

function answering(...statuses: number[]) {
  asked.length = 0;
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(new URL(request.url).pathname.replace("/api/v1", ""));
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    return Promise.resolve(new Response(JSON.stringify({ n: asked.length }), { status }));
  });
}

/** A call is on its way once what prepares it has run. */
const sent = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  return () => {
    vi.runAllTimers(); // what nobody took is forgotten
    vi.useRealTimers();
  };
});

test("what a list will ask for is asked while its code is loaded, and taken once", async () => {
  answering(200);
  askAhead("/o/lead/new");
  await sent();
  expect(asked).toEqual(["/auth/me", "/meta/objects", "/meta/objects/lead"]);
  expect([await readMe(), await readObjects(), await readObject("lead")]).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(asked).toHaveLength(3);
  expect(await readObject("lead")).toEqual({ n: 4 });
});

test("a page that is of no object asks for none", async () => {
  answering(200);
  askAhead("/notifications");
  await sent();
  expect(asked).toEqual(["/auth/me", "/meta/objects"]);
});

test("nothing is asked where one signs in", async () => {
  answering(401);
  askAhead("/sign-in");
  await sent();
  expect(asked).toEqual([]);
});

test("what went wrong ahead is asked anew", async () => {
  answering(500, 200);
  askAhead("/o/lead");
  expect([await readMe(), await readObjects()]).toEqual([{ n: 4 }, { n: 2 }]);
});

test("what nobody took is not kept", async () => {
  answering(200);
  askAhead("/o/lead");
  vi.runAllTimers();
  expect(await readObject("lead")).toEqual({ n: 4 });
});
