import { describe, expect, it, vi } from "vitest";
import { call, urlOf } from "./client";

function answering(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(() => Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status })));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

describe("a call of the API", () => {
  it("fills the holes of the path and leaves empty questions out", () => {
    expect(urlOf("/records/{object}/{id}/actions/{action}", { path: { object: "lead", id: 7, action: "a/b" } })).toBe("/api/v1/records/lead/7/actions/a%2Fb");
    expect(urlOf("/records/{object}", { path: { object: "lead" }, query: { q: "", limit: 5, cursor: undefined } })).toBe("/api/v1/records/lead?limit=5");
  });

  it("sends JSON with the key of its attempt, or a form", async () => {
    const fetched = answering(201, { id: 3, name: "a" });
    expect(await call("post", "/records/{object}", { path: { object: "lead" }, body: { name: "a" }, attempt: "k" })).toEqual({ id: 3, name: "a" });
    const [, sent] = fetched.mock.calls[0] as [string, RequestInit & { headers: Headers }];
    expect([sent.method, sent.body, sent.headers.get("Idempotency-Key")]).toEqual(["POST", '{"name":"a"}', "k"]);
    await call("post", "/files", { form: { file: new File(["x"], "x.txt"), object: "lead", id: 3 } });
    const form = (fetched.mock.calls[1] as [string, RequestInit])[1].body as FormData;
    expect([(form.get("file") as File).name, form.get("object"), form.get("id")]).toEqual(["x.txt", "lead", "3"]);
  });

  it("throws a refusal as it came, and answers nothing where there is nothing", async () => {
    answering(409, { code: "record.stale", detail: "d" });
    await expect(call("patch", "/records/{object}/{id}", { path: { object: "lead", id: 1 }, body: {} })).rejects.toMatchObject({ status: 409, code: "record.stale", message: "d" });
    answering(204, undefined);
    expect(await call("post", "/auth/logout")).toBeUndefined();
  });

  it("[IG-05] is held to the description by the type check", () => {
    const never = () => [
      // @ts-expect-error -- no such address
      call("get", "/leads"),
      // @ts-expect-error -- the address does not know the method
      call("post", "/auth/me"),
      // @ts-expect-error -- a part of the path is missing
      call("get", "/jobs/{id}"),
      // @ts-expect-error -- not a key of this body
      call("post", "/exports", { body: { object: "lead", formt: "csv" } }),
      // @ts-expect-error -- not a key of the answer
      call("get", "/auth/me").then((me) => me.login),
    ];
    expect(never).toBeTypeOf("function");
  });
});
