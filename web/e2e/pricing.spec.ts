import { expect, test, type Locator, type Page } from "@playwright/test";
import { api, choose, expectAccessible, fresh, signIn, SOON } from "./support";

const cell = (page: Page, row: number, column: string): Locator => page.locator(`tr[data-row="${row - 1}"] td[data-column="${column}"] input`).first();

/** A new list with one price; nothing is saved yet. */
async function fillBook(page: Page, name: string, priority: number, code: string, price: string): Promise<void> {
  await page.goto("/o/price_book/new");
  await page.getByRole("textbox", { name: "价目表名称" }).fill(name);
  await page.getByRole("textbox", { name: "优先级" }).or(page.getByRole("spinbutton", { name: "优先级" })).first().fill(String(priority));
  await page.getByRole("button", { name: /添加一行/ }).click();
  await expect(cell(page, 1, "product")).toBeFocused();
  await page.keyboard.insertText(code);
  await page.keyboard.press("Enter");
  await expect(page.locator('tr[data-row="0"] td[data-column="product"]')).toContainText(code.slice(0, 4));
  await cell(page, 1, "price").fill(price);
}

test("[BA-12] [PR-06] who keeps the products keeps a list and a limit; a tie is named, and a salesperson takes the price without seeing the list", async ({ page }) => {
  await signIn(page, "product1");
  await page.goto("/");
  const code = fresh("JG");
  const product = await api(page, "POST", "/records/product", { code, name: `${code}打印头`, standard_price: "100", tax_rate: "0.13" });
  const [first, second] = [fresh("渠道价"), fresh("促销价")];
  const priority = 1000 + (Date.now() % 8000);
  await fillBook(page, first, priority, code, "88");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("heading", { level: 1, name: first })).toBeVisible();
  await expectAccessible(page);
  await fillBook(page, second, priority, code, "80");
  await page.keyboard.press("Control+s");
  await expect(page.getByText(new RegExp(first)).first()).toBeVisible();
  await expect(page).toHaveURL(/\/new/);
  await page.getByRole("textbox", { name: "优先级" }).or(page.getByRole("spinbutton", { name: "优先级" })).first().fill(String(priority + 1));
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("heading", { level: 1, name: second })).toBeVisible();
  // How far those may go who follow orders up.
  await page.goto("/o/discount_limit/new");
  await page.getByRole("combobox", { name: "角色" }).fill("跟单");
  await choose(page, "角色", "跟单");
  await page.getByRole("textbox", { name: /最多让利/ }).fill("减10%");
  await page.keyboard.press("Control+s");
  await expect(page).toHaveURL(/\/o\/discount_limit\/\d+$/);
  const limit = Number(/(\d+)$/.exec(new URL(page.url()).pathname)?.[1]);
  expect(await api(page, "GET", `/records/discount_limit/${limit}`)).toMatchObject({ max_discount_rate: "0.1", effect: "approve" });
  await api(page, "DELETE", `/records/discount_limit/${limit}`);
  // The salesperson takes the price of the first list, is told why, and does not see the list.
  await signIn(page, "sales1");
  await page.goto("/");
  const account = await api(page, "POST", "/records/account", { name: fresh("取价客户"), source: "exhibition", status: "formal" });
  const order = await api(page, "POST", "/records/sales_order", { account: account["id"], lines: [{ product: product["id"], quantity: "3" }] });
  expect((order["lines"] as unknown[])[0]).toMatchObject({ unit_price: "88", price_source: "list" });
  await page.goto(`/o/sales_order/${String(order["id"])}`);
  await page.getByRole("button", { name: new RegExp(`${code}打印头`) }).first().click();
  await expect(page.getByRole("tooltip").or(page.locator(".ant-popover")).getByText(second)).toBeVisible({ timeout: SOON });
  await page.goto("/o/price_book");
  await expect(page.getByText(first)).toHaveCount(0);
  const answer = await page.request.get("/api/v1/records/price_book");
  expect(answer.status()).toBe(403);
});
