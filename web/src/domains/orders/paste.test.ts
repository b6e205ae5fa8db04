import { describe, expect, it } from "vitest";
import { guess, meaningOf, readRow, readSheet, readTable } from "./paste";

const UNITS = new Set(["个", "箱", "台"]);

describe("rows from Excel", () => {
  it("are cells by tabs and rows by line ends, also within quotes", () => {
    expect(readTable('A\t1\r\n\r\n"带 ""引号""\n和换行"\t2\t\r\n')).toEqual([["A", "1"], ['带 "引号"\n和换行', "2", ""]]);
    expect(readTable("")).toEqual([]);
  });

  it("have heads in many words", () => {
    const heads = ["产品编码", "存货编码*", "*产品名称", "品名", "数量（箱）", "Qty", "单位", "单价", "含税单价", "折扣率（85 即八五折）", "备注", "金额", "序号", "Unit price", "Unit", "随便"];
    expect(heads.map(meaningOf)).toEqual(["product", "product", "product", "product", "quantity", "quantity", "unit", "price", "price", "discount", "description", "none", "none", "price", "unit", null]);
  });

  it("say what their columns are, by a head or by what stands in them", () => {
    const head = readSheet("数量\t产品编码\t单价\n10\tDY-L310\t5.5", UNITS);
    expect([head.meanings, head.rows, head.isSure]).toEqual([["quantity", "product", "price"], [["10", "DY-L310", "5.5"]], true]);
    for (const [text, meanings] of [
      ["DY-L310\t10\t5.5\nDY-L320\t2\t6", ["product", "quantity", "price"]],
      ["1001\t10\t5.5\n1002\t2\t6", ["product", "quantity", "price"]],
      ["10\tDY-L310\t5.5", ["quantity", "product", "price"]],
      ["DY-L310\t标签机\t箱\t10\t85折", ["product", "product", "unit", "quantity", "discount"]],
      ["1\tDY-L310\t10\n2\tDY-L320\t5", ["none", "product", "quantity"]],
      ["DY-L310\t10箱\nDY-L320\t2 台", ["product", "quantity"]],
      ["DY-L310", ["product"]],
    ] as const) expect([text, readSheet(text, UNITS).meanings]).toEqual([text, [...meanings]]);
    expect(guess([], UNITS)).toEqual([]);
  });

  it("are not sure where a column that says something is not understood", () => {
    expect(readSheet("DY-L310\t10\t5.5\t99", UNITS).isSure).toBe(false);
    expect(readSheet("产品\t数量\t颜色\nA\t1\t红", UNITS).isSure).toBe(false);
    expect(readSheet("1\tDY-L310\t10\n2\tDY-L320\t5", UNITS).isSure).toBe(true);
  });

  it("have numbers as people write them, and lose nothing that cannot be read", () => {
    const meanings = ["product", "quantity", "price", "discount", "unit"] as const;
    const read = (cells: string[]) => readRow(cells, [...meanings], "to_pay");
    expect(read(["A", "1,234.50", "￥９９．５", "85折", "箱"])).toEqual({ words: ["A"], quantity: "1234.50", unit: "箱", price: "99.5", discount: "0.15", description: "", faults: [] });
    expect(read(["A", "１２箱", "", "15%"])).toMatchObject({ quantity: "12", unit: "箱", price: null, discount: "0.15", faults: [] });
    expect(read(["A"])).toMatchObject({ quantity: "1", faults: [] });
    expect(read(["", "0", "abc", "0.85"]).faults).toEqual(["no_product", "quantity", "price", "discount"]);
    expect(read(["A", "-1", "-5", "85%"]).faults).toEqual(["quantity", "price", "discount"]);
  });
});
