import { beforeEach, expect, test, vi } from "vitest";
import { askAhead, queryClient } from "./queries";

const asked: string[] = [];

function answering(status: number) {
  asked.length = 0;
  vi.stubGlobal("fetch", (request: RequestInfo | URL) => {
    asked.push(String(request).replace(/^.*\/api\/v1/, ""));
    return Promise.resolve(new Response(status === 200 ? "{}" : JSON.stringify({ code: "not_signed_in" }), { status }));
  });
}

beforeEach(() => queryClient.clear());

test("what a list will ask for is asked while its code is loaded", async () => {
  answering(200);
  await askAhead("/o/lead/new");
  expect(asked).toEqual(["/auth/me", "/meta/objects", "/meta/objects/lead"]);
});

test("a page that is of no object asks for none", async () => {
  answering(200);
  await askAhead("/notifications");
  expect(asked).toEqual(["/auth/me", "/meta/objects"]);
});

test("who signs in is asked for nothing, and for whom the server does not know nothing more is", async () => {
  answering(401);
  await askAhead("/sign-in");
  expect(asked).toEqual([]);
  await askAhead("/o/lead");
  expect(asked).toEqual(["/auth/me"]);
});
