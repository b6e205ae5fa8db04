/**
 * Rows of a table, as they are copied from Excel, read as lines of a document: columns in any order, with or without a head.
 * Nothing here asks anybody; what a row names is looked up in `lookup.ts`.
 */
import { decimal } from "@/platform/decimal";
import { readDiscount, type Convention } from "@/platform/discount";
import { isNumber, plainNumber } from "@/platform/fields/editors/text";

/** What a column can say. `none`: nothing that a line keeps, such as an amount. */
export const MEANINGS = ["product", "quantity", "unit", "price", "discount", "description", "none"] as const;
export type Meaning = (typeof MEANINGS)[number];

/** How people head a column, longest words first; what begins a head is enough: 数量（箱）. */
const HEADS: readonly [Meaning, readonly string[]][] = [
  ["none", ["行号", "序号", "金额", "小计", "合计", "总价", "税额", "税率", "规格", "型号", "amount", "total", "no.", "#", "line"]],
  ["product", ["产品", "商品", "物料", "存货", "货号", "料号", "品号", "品名", "货品", "编码", "编号", "代码", "名称", "条码", "条形码", "sku", "code", "product", "item", "name", "barcode", "part"]],
  ["quantity", ["数量", "订购量", "订货量", "件数", "qty", "quantity", "pcs"]],
  ["unit", ["单位", "计量单位", "unit", "uom"]],
  ["price", ["单价", "价格", "含税价", "含税单价", "售价", "报价", "price", "unit price"]],
  ["discount", ["折扣", "折", "优惠", "discount", "disc"]],
  ["description", ["备注", "说明", "remark", "note", "description", "comment"]],
];

const plain = (cell: string): string => cell.normalize("NFKC").trim().toLowerCase();

export function meaningOf(head: string): Meaning | null {
  const word = plain(head).replace(/^[*\s]+/, "");
  const found = HEADS.flatMap(([meaning, words]) => words.filter((one) => word.startsWith(one)).map((one) => ({ meaning, length: one.length })));
  return found.sort((a, b) => b.length - a.length)[0]?.meaning ?? null;
}

/** Cells by tabs, rows by line ends; a cell in quotes may hold both, as Excel copies it. Rows without anything are left out. */
export function readTable(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let isQuoted = false;
  const close = () => {
    rows.at(-1)?.push(cell.trim());
    cell = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (isQuoted && char === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"' && (isQuoted || cell === "")) isQuoted = !isQuoted;
    else if (!isQuoted && char === "\t") close();
    else if (!isQuoted && (char === "\n" || char === "\r")) {
      close();
      rows.push([]);
    } else cell += char;
  }
  close();
  return rows.filter((row) => row.some((one) => one !== ""));
}

/** `10 箱` → a number and what stands behind it. */
function amountOf(cell: string): { number: string; unit: string } | null {
  const found = /^([-+]?[\d,.\s]*\d)\s*([^\d\s.,]{0,8})$/.exec(cell.normalize("NFKC").trim());
  const number = plainNumber(found?.[1] ?? "");
  return isNumber(number) ? { number, unit: found?.[2] ?? "" } : null;
}

const isAmount = (cell: string): boolean => isNumber(plainNumber(cell));
const isDiscount = (cell: string): boolean => /[折%]/.test(cell.normalize("NFKC"));

/** 1, 2, 3 … in the first column number the rows. */
function isSerial(cells: string[]): boolean {
  return cells.length > 1 && cells.every((cell, index) => plain(cell) === String(index + 1));
}

/** What the columns are, by what stands in them: the product first, then quantity and price in this order. */
export function guess(rows: string[][], units: ReadonlySet<string>): Meaning[] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? ""));
  const filled = columns.map((cells) => cells.filter((cell) => cell !== ""));
  const most = (cells: string[], test: (cell: string) => boolean) => cells.length > 0 && cells.filter(test).length * 2 > cells.length;
  const found: (Meaning | null)[] = filled.map((cells) => (cells.length === 0 ? "none" : most(cells, isDiscount) ? "discount" : most(cells, (cell) => units.has(cell.normalize("NFKC"))) ? "unit" : null));
  const isText = (at: number) => found[at] === null && !most(filled[at] ?? [], (cell) => isAmount(cell) || amountOf(cell) !== null);
  const texts = columns.flatMap((_, at) => (isText(at) ? [at] : []));
  const hasSerial = found[0] === null && isSerial(filled[0] ?? []) && found.filter((one) => one === null).length > 2;
  if (hasSerial) found[0] = "none";
  const product = texts[0] ?? found.indexOf(null);
  if (product >= 0) found[product] = "product";
  if (texts[1] !== undefined) found[texts[1]] = "product";
  for (const meaning of ["quantity", "price"] as const) {
    const next = found.findIndex((one, at) => one === null && !texts.includes(at));
    if (next >= 0) found[next] = meaning;
  }
  return found.map((one) => one ?? "none");
}

export interface Sheet {
  meanings: Meaning[];
  rows: string[][];
  /** Whether the columns were said by a head, or every filled one has a meaning. */
  isSure: boolean;
}

/** A head names two columns, or stands over numbers. */
export function readSheet(text: string, units: ReadonlySet<string>): Sheet {
  const table = readTable(text);
  const [first = [], ...rest] = table;
  const named = first.map(meaningOf);
  const known = named.filter((one) => one !== null && one !== "none");
  const isHead = rest.length > 0 && known.includes("product") && !first.some(isAmount) && (known.length > 1 || rest.some((row) => row.some(isAmount)));
  if (isHead) return { meanings: named.map((one) => one ?? "none"), rows: rest, isSure: named.every((one, at) => one !== null || rest.every((row) => !row[at])) };
  const meanings = guess(table, units);
  const isUsed = (at: number) => meanings[at] !== "none" || isSerial(table.map((row) => row[at] ?? "")) || table.every((row) => !row[at]);
  return { meanings, rows: table, isSure: meanings.includes("product") && meanings.every((_, at) => isUsed(at)) };
}

export type Fault = "no_product" | "quantity" | "price" | "discount";

/** What a row of a table says of a line. `words`: what names its product: code, name or barcode. */
export interface PastedRow {
  words: string[];
  quantity: string | null;
  unit: string;
  price: string | null;
  discount: string | null;
  description: string;
  faults: Fault[];
}

export function readRow(cells: string[], meanings: Meaning[], convention: Convention): PastedRow {
  const of = (meaning: Meaning) => cells.filter((cell, at) => meanings[at] === meaning && cell !== "");
  const [quantity = "", price = "", discount = ""] = [of("quantity")[0], of("price")[0], of("discount")[0]];
  const amount = quantity ? amountOf(quantity) : { number: "1", unit: "" };
  const paid = price ? plainNumber(price.normalize("NFKC").replace(/元$/, "")) : null;
  const off = discount ? readDiscount(discount, convention) : null;
  const words = of("product");
  const faults: Fault[] = [];
  if (words.length === 0) faults.push("no_product");
  if (!amount || (decimal(amount.number)?.units ?? 0n) <= 0n) faults.push("quantity");
  if (paid !== null && (!isNumber(paid) || (decimal(paid)?.units ?? -1n) < 0n)) faults.push("price");
  if (discount && off === null) faults.push("discount");
  return { words, quantity: amount?.number ?? null, unit: of("unit")[0] ?? amount?.unit ?? "", price: paid, discount: off, description: of("description").join(" "), faults };
}
