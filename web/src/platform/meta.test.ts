import { describe, expect, it } from "vitest";
import { ApiProblem, placeErrors } from "@/api/problem";
import type { FieldMeta, ObjectMeta } from "@/api/types";
import { formSections } from "./meta";

const field = (name: string, more: Partial<FieldMeta> = {}) => ({ name, label: name, type: "text", required: false, system: false, default: null, ...more }) as FieldMeta;

function lead(laidOut: string[]): ObjectMeta {
  const fields = [field("name"), field("source", { required: true }), field("kind", { required: true, default: "a" }), field("number", { required: true, system: true })];
  return { name: "lead", fields, layouts: { form: { sections: [{ label: "联系人", fields: laidOut }] } } } as unknown as ObjectMeta;
}

const shown = (laidOut: string[], isNew: boolean) => formSections(lead(laidOut), isNew).map((section) => [section.label, section.fields.map((one) => one.name)]);

describe("[CO-06] a form as it was laid out", () => {
  it("asks for what a new record cannot do without, though the layout left it out", () => {
    expect(shown(["name"], true)).toEqual([["联系人", ["name", "source"]]]);
    expect(shown(["source", "name"], true)).toEqual([["联系人", ["source", "name"]]]);
    expect(shown(["name"], false)).toEqual([["联系人", ["name"]]]);
    expect(shown([], true)).toEqual([["", ["source"]]]);
  });

  it("names the field of an error that has no place in it", () => {
    const errors = [{ field: "source", code: "required", message: "请填写此项" }, { field: "", code: "x", message: "整条记录" }];
    const placed = placeErrors(new ApiProblem(422, { errors }), new Set(["name"]), (name, text) => `${name}：${text}`);
    expect(placed).toEqual({ fields: [], general: ["source：请填写此项", "整条记录"] });
  });

  it("shows what is wrong with a part of a value at the value, and with a row in its cell", () => {
    const errors = [
      { field: "rollup.filter", code: "x", message: "因人而异" }, { field: "rollup.filter.all[0].value", code: "x", message: "不是日期" },
      { field: "lines[1].quantity", code: "x", message: "请填写" },
    ];
    expect(placeErrors(new ApiProblem(422, { errors }), new Set(["rollup", "lines"])).fields).toEqual([
      { name: ["rollup"], errors: ["因人而异", "不是日期"] }, { name: ["lines", 1, "quantity"], errors: ["请填写"] },
    ]);
  });
});
