import { describe, expect, it } from "vitest";
import { mappingProblems } from "./types";

describe("a proposed mapping", () => {
  const required = [{ name: "name", label: "姓名" }, { name: "account", label: "客户" }];

  it("is told when a field is filled twice or a required one not at all", () => {
    expect(mappingProblems({ 姓名: "name", 联系人: "name", 电话: "mobile" }, required)).toEqual({ twice: ["name"], missing: ["客户"] });
    expect(mappingProblems({ 姓名: "name", 公司: "account" }, required)).toEqual({ twice: [], missing: [] });
  });
});
