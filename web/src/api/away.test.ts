import { beforeEach, describe, expect, it, vi } from "vitest";
import { whenAway } from "./away";
import { call } from "./client";

const AWAY = { code: "server.starting", detail: "wait" };
let asked: string[] = [];
const bodies: [key: string | null, body: string][] = [];

function answering(...statuses: number[]): void {
  asked = [];
  bodies.length = 0;
  vi.stubGlobal("fetch", vi.fn(async (request: Request | string) => {
    const address = request instanceof Request ? new URL(request.url).pathname : request;
    asked.push(address);
    if (request instanceof Request && request.method === "POST") bodies.push([request.headers.get("Idempotency-Key"), await request.text()]);
    const status = address === "/readyz" ? (statuses[0] === 503 ? 503 : 200) : statuses.shift() ?? 500;
    return new Response(JSON.stringify(status === 503 ? AWAY : { id: 3 }), { status });
  }));
}

describe("while the server is away", () => {
  const told: (string | null)[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    told.length = 0;
    whenAway((problem) => void told.push(problem?.code ?? null));
  });

  it("sends an attempt again by itself once it is back, and says so once", async () => {
    answering(503, 503, 201);
    const made = call("post", "/records/{object}", { params: { path: { object: "lead" }, header: { "Idempotency-Key": "k" } }, body: { name: "a" } });
    const other = call("get", "/auth/me").catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    await expect(other).resolves.toMatchObject({ status: 503 });
    expect(told).toEqual(["server.starting"]);
    await vi.advanceTimersByTimeAsync(2_000);
    await expect(made).resolves.toEqual({ id: 3 });
    expect(told).toEqual(["server.starting", null]);
    expect(asked).toEqual(["/api/v1/records/lead", "/api/v1/auth/me", "/readyz", "/api/v1/records/lead"]);
    expect(bodies).toEqual([["k", '{"name":"a"}'], ["k", '{"name":"a"}']]);
  });

  it("asks until it is back, and gives an attempt up after a minute", async () => {
    answering(503, 503);
    const given = call("post", "/records/{object}", { params: { path: { object: "lead" }, header: { "Idempotency-Key": "k" } }, body: {} }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(60_000);
    await expect(given).resolves.toMatchObject({ status: 503, code: "server.starting" });
    expect(told).toEqual(["server.starting"]);
    answering();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual(["server.starting", null]);
  });

  it.each(["report.too_slow", "query.too_slow"])("is not what figures say that take too long (%s)", async (code) => {
    vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(new Response(JSON.stringify({ code }), { status: 503 }))));
    const given = call("post", "/reports/{id}/run", { params: { path: { id: 3 } }, body: {} });
    await expect(given).rejects.toMatchObject({ isTooSlow: true, isAway: false, mayBeDone: false });
    expect(told).toEqual([]);
  });

  it("does not send again what has no attempt", async () => {
    answering(503);
    await expect(call("patch", "/records/{object}/{id}", { params: { path: { object: "lead", id: 1 } }, body: {} })).rejects.toMatchObject({ status: 503 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(asked.filter((address) => address !== "/readyz")).toEqual(["/api/v1/records/lead/1"]);
  });
});
