import { describe, expect, it } from "vitest";
import { defaultsFromAddress } from "./address";

describe("a form filled in by its address", () => {
  it("takes plain values, references and lists of references to any object", () => {
    const search = new URLSearchParams({
      source: "friend", account: "3", "account.name": "远山印刷",
      related: "9", "related.name": "周晓", "related.object": "lead", "related.many": "1",
    });
    expect(defaultsFromAddress(search)).toEqual({
      source: "friend", account: { id: 3, name: "远山印刷" }, related: [{ id: 9, name: "周晓", object: "lead" }],
    });
  });
});
