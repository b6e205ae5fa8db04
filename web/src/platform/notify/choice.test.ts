import { describe, expect, it } from "vitest";
import { bodyOf, toggled } from "./choice";

describe("the choice of channels", () => {
  it("is sent as one entry for all kinds and one for each that differs", () => {
    const all = { channels: ["in_app", "email"], quiet_from: "22:00", quiet_to: "08:00", digest: "none" as const };
    expect(bodyOf({ all, own: { "lead.next_contact": ["in_app"] } })).toEqual([{ kind: "", ...all }, { kind: "lead.next_contact", channels: ["in_app"] }]);
    expect(bodyOf({ all, own: {} })).toEqual([{ kind: "", ...all }]);
  });

  it("takes a channel in and out", () => {
    expect(toggled(["in_app"], "email")).toEqual(["in_app", "email"]);
    expect(toggled(["in_app", "email"], "email")).toEqual(["in_app"]);
  });
});
