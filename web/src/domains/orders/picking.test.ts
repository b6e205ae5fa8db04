import { describe, expect, it } from "vitest";
import { categoryTree, exactly, increased } from "./picking";
import type { Card } from "./sale";

const card = (id: number, code: string, barcode: string | null, units: [string, string][] = []): Card =>
  ({ id, code, barcode, base_unit: { id: 1, name: "个" }, units: units.map(([name, own], at) => ({ unit: { id: 10 + at, name }, factor: "12", barcode: own })) }) as unknown as Card;

describe("the dialog of products", () => {
  it("shows categories as a tree, also below one that is not told", () => {
    const rows = [{ id: 1, name: "设备", parent: null }, { id: 2, name: "打印机", parent: { id: 1 } }, { id: 3, name: "耗材", parent: { id: 99 } }];
    expect(categoryTree(rows as never)).toEqual([{ key: 1, title: "设备", children: [{ key: 2, title: "打印机" }] }, { key: 3, title: "耗材" }]);
  });

  it("takes what is named exactly, in the unit whose barcode it is, or the only one", () => {
    const cards = [card(1, "DY-1", "690"), card(2, "DY-10", null, [["箱", "691"]])];
    const found = (words: string, from = cards) => {
      const one = exactly(words, from);
      return one && [one.card.id, one.unit?.name ?? null];
    };
    expect(["dy-1", "６９０", "691", "DY", ""].map((words) => found(words))).toEqual([[1, null], [1, null], [2, "箱"], null, null]);
    expect(found("打印", cards.slice(1))).toEqual([2, null]);
  });

  it("takes one more", () => {
    expect([undefined, "", "2", "1.5"].map(increased)).toEqual(["1", "1", "3", "2.5"]);
  });
});
