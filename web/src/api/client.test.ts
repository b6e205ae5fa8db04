import { describe, expect, it, vi } from "vitest";
import { asForm, call, urlOf } from "./client";
import { tellEntered, whenSignedOut } from "./signed-out";

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
    document.cookie = "csrftoken=of-the-cookie";
    expect(await call("post", "/records/{object}", { params: { path: { object: "lead" }, header: { "Idempotency-Key": "k" } }, body: { name: "a" } })).toEqual({ id: 3, name: "a" });
    const [sent] = fetched.mock.calls[0] as [Request];
    expect([sent.method, await sent.text(), sent.headers.get("Idempotency-Key"), sent.headers.get("Content-Type")]).toEqual(["POST", '{"name":"a"}', "k", "application/json"]);
    expect([sent.headers.get("Accept"), sent.headers.get("Accept-Language"), sent.headers.get("X-CSRFToken")]).toEqual(["application/json", "zh-CN", "of-the-cookie"]);
    await call("post", "/files", { body: { file: new File(["x"], "x.txt"), object: "lead", id: 3 }, bodySerializer: asForm });
    const form = await (fetched.mock.calls[1] as [Request])[0].formData();
    expect([(form.get("file") as File).name, form.get("object"), form.get("id")]).toEqual(["x.txt", "lead", "3"]);
  });

  it("throws a refusal as it came, and answers nothing where there is nothing", async () => {
    answering(409, { code: "record.stale", detail: "d" });
    await expect(call("patch", "/records/{object}/{id}", { params: { path: { object: "lead", id: 1 } }, body: {} })).rejects.toMatchObject({ status: 409, code: "record.stale", message: "d" });
    answering(204, undefined);
    expect(await call("post", "/auth/logout")).toBeUndefined();
  });

  it("says that no answer came, and lets an abort be an abort", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(call("get", "/auth/me")).rejects.toMatchObject({ status: 0, code: "network.unreachable", isOffline: true });
    vi.stubGlobal("fetch", () => Promise.reject(new DOMException("stopped", "AbortError")));
    await expect(call("get", "/auth/me")).rejects.toMatchObject({ name: "AbortError" });
  });

  it("says that the sign-in has ended, but not where one signs in", async () => {
    const ended = vi.fn(() => false);
    whenSignedOut(ended);
    answering(401, { code: "auth.required" });
    await expect(call("post", "/auth/login", { body: { username: "a", password: "b" } })).rejects.toMatchObject({ status: 401 });
    await expect(call("post", "/auth/login/code", { body: { code: "1" } })).rejects.toMatchObject({ status: 401 });
    await expect(call("post", "/auth/logout")).rejects.toMatchObject({ status: 401 });
    expect(ended).not.toHaveBeenCalled();
    await expect(call("get", "/auth/me")).rejects.toMatchObject({ status: 401, code: "auth.required" });
    expect(ended).toHaveBeenCalledOnce();
  });

  it("[IG-09] is sent again, whole, for who has signed in again over the page, and given up for who leaves it", async () => {
    let isIn = false;
    const fetched = vi.fn((_request: Request) => Promise.resolve(new Response(JSON.stringify(isIn ? { id: 3 } : { code: "auth.idle" }), { status: isIn ? 201 : 401 })));
    vi.stubGlobal("fetch", fetched);
    whenSignedOut(() => true);
    const create = () => call("post", "/records/{object}", { params: { path: { object: "lead" } }, body: { name: "a" } });
    document.cookie = "csrftoken=before";
    const saved = create();
    await vi.waitFor(() => { expect(fetched).toHaveBeenCalledOnce(); });
    await new Promise((resolve) => setTimeout(resolve));
    isIn = true;
    document.cookie = "csrftoken=after";
    tellEntered(true);
    expect(await saved).toEqual({ id: 3 });
    const sent = fetched.mock.calls.map(([request]) => request);
    expect(sent.map((request) => request.headers.get("X-CSRFToken"))).toEqual(["before", "after"]);
    expect(await sent[1]?.text()).toBe('{"name":"a"}');

    isIn = false;
    const lost = create();
    const refused = expect(lost).rejects.toMatchObject({ status: 401, code: "auth.idle" });
    await new Promise((resolve) => setTimeout(resolve));
    tellEntered(false);
    await refused;
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
      // @ts-expect-error -- the address wants a form
      call("post", "/imports/preview", { body: { file: 3, object: "lead" } }),
      // @ts-expect-error -- not a key of the answer
      call("get", "/auth/me").then((me) => me.login),
    ];
    expect(never).toBeTypeOf("function");
  });
});
