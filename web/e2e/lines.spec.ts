import { expect, test, type Page } from "@playwright/test";
import { api, expectAccessible, fresh, signIn } from "./support";

const LINES = 30;

async function focusByTab(page: Page, name: RegExp): Promise<void> {
  const target = page.getByRole("button", { name });
  for (let stop = 0; stop < 30; stop += 1) {
    if (await target.evaluate((button) => button === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${String(name)}`);
}

/** The empty form of an order for an account of one's own. */
async function openNew(page: Page, name: string): Promise<void> {
  await signIn(page, "sales1");
  const account = await api(page, "POST", "/records/account", { name: `${name}有限公司`, source: "exhibition" });
  const opportunity = await api(page, "POST", "/records/opportunity", { name: `${name}商机`, account: account["id"], source: "customer_contact" });
  const named = (field: string, id: unknown, label: string) => `${field}=${String(id)}&${field}.name=${encodeURIComponent(label)}`;
  await page.goto(`/o/sales_order/new?${named("account", account["id"], `${name}有限公司`)}&${named("opportunity", opportunity["id"], `${name}商机`)}`);
}

const cell = (page: Page, row: number, column: string) => page.locator(`tr[data-row="${row - 1}"] td[data-column="${column}"] input`).first();

test("a salesperson enters thirty lines by keyboard alone, as in a spreadsheet", async ({ page }) => {
  const name = fresh("键盘");
  await signIn(page, "admin");
  const codes = [1, 2, 3].map((at) => `${name}-${at}`);
  for (const [at, code] of codes.entries()) await api(page, "POST", "/records/product", { code, name: `${name}产品${at}`, barcode: `69${at}${Date.now()}`, standard_price: `${100 * (at + 1)}`, tax_rate: "0.13" });
  await openNew(page, name);
  await expect(page.getByRole("button", { name: /添加一行/ })).toBeVisible();
  await focusByTab(page, /添加一行/);
  await page.keyboard.press("Enter");
  for (let row = 1; row <= LINES; row += 1) {
    await expect(cell(page, row, "product")).toBeFocused();
    await page.keyboard.insertText(codes[row % 3] ?? "");
    // As a scanner does: Enter comes before the answer.
    await page.keyboard.press("Enter");
    await expect(cell(page, row, "unit_price")).toHaveValue(String(100 * ((row % 3) + 1)));
    await page.keyboard.press("Tab");
    await expect(cell(page, row, "quantity")).toBeFocused();
    await page.keyboard.type(String(row));
    if (row === 1) {
      for (let stop = 0; stop < 3; stop += 1) await page.keyboard.press("Tab");
      await page.keyboard.type("85折");
      await expect(page.getByText("八五折 · 优惠 15% · 省 ¥30.00")).toBeVisible();
    }
    // Down to a new row, back to where the run of Tab began.
    if (row < LINES) await page.keyboard.press("Enter");
  }
  // The quantity of the row above by arrow, and a row that was too much taken away.
  await page.keyboard.press("Enter");
  await expect(cell(page, LINES + 1, "product")).toBeFocused();
  await page.keyboard.press("Control+Delete");
  await expect(cell(page, LINES, "product")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await expect(cell(page, LINES - 1, "quantity")).toBeFocused();
  await page.keyboard.type("1");
  await expect(page.getByLabel("金额预估")).toContainText("应付合计");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(/\/o\/sales_order\/\d+/);
  const saved = await api(page, "GET", `/records/sales_order/${page.url().split("/").pop()?.split("?")[0]}`);
  const lines = saved["lines"] as Record<string, unknown>[];
  expect(lines.map((line) => Number(line["quantity"]))).toEqual(Array.from({ length: LINES }, (_, at) => (at === LINES - 2 ? 1 : at + 1)));
  expect(lines[0]).toMatchObject({ discount_rate: "0.15", price_source: "standard", amount: "170.00" });
});

test("rows from Excel become lines, what is not understood is mended in place, and a dialog takes many at once", async ({ page }) => {
  const name = fresh("粘贴");
  await signIn(page, "admin");
  const units = ((await api(page, "GET", "/records/unit?limit=100"))["items"] as { id: number; name: string }[]);
  const [piece, box] = ["个", "箱"].map((one) => units.find((unit) => unit.name === one)?.id);
  const barcode = `69${Date.now()}`;
  await api(page, "POST", "/records/product", { code: `${name}-1`, name: `${name}甲`, standard_price: "100", base_unit: piece, units: [{ unit: box, factor: "12", barcode }] });
  await api(page, "POST", "/records/product", { code: `${name}-2`, name: `${name}乙`, standard_price: "50", base_unit: piece });
  await openNew(page, name);
  await page.getByRole("button", { name: "从 Excel 粘贴" }).click();
  const dialog = page.getByRole("dialog", { name: "从 Excel 粘贴" });
  await dialog.getByRole("textbox", { name: /在 Excel 里复制/ }).fill(`数量\t编码\t单价\t单位\n1,000\t${name}-1\t999.5\t箱\n２\t${name}-9\t\t`);
  await expect(dialog.getByText(`找不到产品“${name}-9”`)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "加入 1 行" }).click();
  await dialog.getByRole("textbox", { name: "第 1 行第 2 列" }).fill(`${name}-2`);
  await dialog.getByRole("button", { name: "加入 1 行" }).click();
  await expect(dialog).toBeHidden();
  await page.keyboard.press("F4");
  const picker = page.getByRole("dialog", { name: "选择产品" });
  await expect(picker.getByRole("textbox", { name: /拼音首字母/ })).toBeFocused();
  await page.keyboard.insertText(barcode);
  await page.keyboard.press("Enter");
  await expect(picker.getByRole("textbox", { name: `${name}甲 的数量` })).toHaveValue("1");
  await expect(picker.getByText("¥1,200.00")).toBeVisible();
  await page.keyboard.insertText(`${name}乙`);
  await expect(picker.getByRole("textbox", { name: / 的数量/ })).toHaveCount(2);
  await expect(picker.getByRole("textbox", { name: `${name}甲 的数量` })).toHaveValue("1");
  await page.keyboard.press("ArrowDown");
  await expect(picker.getByRole("textbox", { name: `${name}乙 的数量` })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Control+Enter");
  await expect(picker).toBeHidden();
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page).toHaveURL(/\/o\/sales_order\/\d+/);
  const saved = await api(page, "GET", `/records/sales_order/${page.url().split("/").pop()?.split("?")[0]}`);
  expect((saved["lines"] as Record<string, unknown>[]).map((line) => [Number(line["quantity"]), Number(line["unit_price"]), Number(line["base_qty"]), line["price_source"]])).toEqual([
    [1000, 999.5, 12000, "typed"], [2, 50, 2, "standard"], [1, 1200, 12, "standard"],
  ]);
});
