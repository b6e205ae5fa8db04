import { expect, type Browser, type Locator, type Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { signIn } from "./support";

/** Another person at another desk: a browser of their own, signed in. */
export async function desk(browser: Browser, username: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, username);
  return page;
}

export function path(file: string): string {
  return new URL(file, import.meta.url).pathname;
}

export const PYTHON = process.env["GUIKE_PYTHON"] ?? path("../../.venv/bin/python");
const READ_WORKBOOK = `
import json, sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
print(json.dumps({name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}, default=str))
`;

/** The sheets of a workbook by their names, as rows of cells. */
export function sheetsOf(workbook: string): Record<string, unknown[][]> {
  return JSON.parse(execFileSync(PYTHON, ["-c", READ_WORKBOOK, workbook], { encoding: "utf-8" })) as Record<string, unknown[][]>;
}

/** The options of the list that is open now. */
export function options(page: Page): Locator {
  return page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option");
}

/** Type into a chooser and take the option with this text, by mouse. */
export async function pick(page: Page, chooser: Locator, typed: string, option: string): Promise<void> {
  await chooser.fill(typed);
  await options(page).filter({ hasText: option }).first().click();
}

/** Choose a view of the list, and wait for it: each view has a search box and a filter panel of its own. */
export async function openView(page: Page, name: string): Promise<void> {
  const view = page.getByRole("navigation", { name: "视图" }).getByRole("button", { name });
  await view.click();
  await expect(view).toHaveAttribute("aria-current", "true");
}

/** The facts in a record's head, by label. */
export function fact(page: Page, label: string): Locator {
  return page.locator(".gk-facts > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${label}$`) }) }).locator("dd");
}

/** A value on a record's overview, by label. */
export function detail(page: Page, label: string): Locator {
  return page.locator(".gk-details > div").filter({ has: page.locator("dt", { hasText: new RegExp(`^${label}$`) }) }).locator("dd");
}

/** Drag with the mouse as a hand does: not before the thing follows, nor let go before the place takes it. */
export async function drag(page: Page, thing: Locator, place: Locator): Promise<void> {
  const where = async (what: Locator) => {
    const box = await what.boundingBox();
    if (!box) throw new Error("not drawn");
    return box;
  };
  // What is still being loaded may move both: a hand that missed reaches again.
  await expect(async () => {
    await page.mouse.up();
    const from = await where(thing);
    await page.mouse.move(from.x + 10, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 30, from.y + from.height / 2 + 10, { steps: 4 });
    await expect(page.locator(".gk-card.is-held")).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  await expect(async () => {
    const to = await where(place);
    await page.mouse.move(to.x + 60, to.y + 80, { steps: 8 });
    await expect(place).toHaveClass(/is-over/, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  await page.mouse.up();
}

export function idIn(page: Page): number {
  return Number(/\/o\/\w+\/(\d+)/.exec(page.url())?.[1]);
}

/** `"1234.50"` → 123450n: sums of money without floating point. */
export function cents(amount: unknown): bigint {
  const match = /^(-?)(\d+)\.(\d{2})0*$/.exec(String(amount));
  if (!match) throw new Error(`no amount: ${String(amount)}`);
  const units = BigInt(`${match[2]}${match[3]}`);
  return match[1] ? -units : units;
}

export interface Line {
  code: string;
  product: string;
  quantity: string;
  /** What the product leaves open, in the cell before the quantity. */
  material?: string;
  /** Percent off; empty for none. */
  off: string;
}

/** One line of an order by keyboard alone, the cursor in its product: what it is, how many, how much off. */
export async function typeLine(page: Page, row: number, line: Line): Promise<void> {
  const product = page.getByRole("combobox", { name: `第 ${row} 行 产品`, exact: true });
  await expect(product).toBeFocused();
  await page.keyboard.insertText(line.code);
  await expect(options(page).filter({ hasText: line.product })).toHaveCount(1);
  await expect(options(page)).toHaveCount(1);
  await expect(options(page)).toHaveClass(/ant-select-item-option-active/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: `第 ${row} 行 单价`, exact: true })).not.toHaveValue("");
  await page.keyboard.press("Tab");
  if (line.material) {
    await expect(page.getByRole("combobox", { name: `第 ${row} 行 材质`, exact: true })).toBeFocused();
    await page.keyboard.press("Enter");
    await options(page).filter({ hasText: line.material }).click();
    await page.keyboard.press("Tab");
  }
  await expect(page.getByRole("textbox", { name: `第 ${row} 行 数量`, exact: true })).toBeFocused();
  await page.keyboard.type(line.quantity);
  for (let stop = 0; stop < 3; stop += 1) await page.keyboard.press("Tab");
  await expect(page.getByRole("textbox", { name: `第 ${row} 行 折扣率（85 即八五折）`, exact: true })).toBeFocused();
  if (line.off) await page.keyboard.type(String(100 - Number(line.off)));
}
