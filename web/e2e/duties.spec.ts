import { expect, test, type Locator, type Page } from "@playwright/test";
import { api, fresh, signIn } from "./support";

/** What the server answers to what somebody may not do. */
async function refused(page: Page, method: "POST" | "PATCH", path: string, body: unknown): Promise<number> {
  const cookies = await page.context().cookies();
  const token = cookies.find((cookie) => cookie.name === "csrftoken")?.value ?? "";
  const answer = await page.request.fetch(`/api/v1${path}`, { method, data: body, headers: { "X-CSRFToken": token, Referer: page.url() } });
  return answer.status();
}

/** The task about the order that somebody has to decide. */
async function taskOf(page: Page, order: number): Promise<number> {
  const { items } = (await api(page, "GET", "/approvals/tasks?box=todo&object=sales_order")) as { items: { id: number; record: { id: number } }[] };
  return items.find((one) => one.record.id === order)?.id ?? 0;
}

/** Decide in the inbox, as people do. */
async function approve(page: Page, number: string, comment: string): Promise<void> {
  await page.goto("/approvals");
  await page.getByRole("button", { name: number, exact: true }).click();
  const panel = page.getByRole("dialog").filter({ hasText: "审批过程" });
  await panel.getByRole("group", { name: "审批操作" }).getByRole("button", { name: "同意", exact: true }).click();
  const asked = page.getByRole("dialog", { name: /^同意 · / });
  await asked.getByRole("textbox", { name: "审批意见" }).fill(comment);
  await asked.getByRole("button", { name: "同意", exact: true }).last().click();
  await expect(asked).toBeHidden();
}

function head(page: Page): Locator {
  return page.locator(".gk-record-head");
}

test("[OR-13] an order goes from the salesperson over manager and finance to the warehouse and the customer, and each is refused the others' steps", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/");
  await api(page, "PATCH", "/settings", { "message.shipment_shipped.channels": "email" });
  const product = await api(page, "POST", "/records/product", { code: fresh("P"), name: fresh("流水线打印机"), standard_price: "60000" });
  await signIn(page, "sales1");
  await page.goto("/");
  const account = await api(page, "POST", "/records/account", { name: fresh("四岗客户"), source: "exhibition", status: "formal" });
  const buyer = `${Date.now()}@example.com`;
  await api(page, "POST", "/records/contact", { name: "采购联系人", account: account["id"], email: buyer });
  const made = await api(page, "POST", "/records/sales_order", { account: account["id"], lines: [{ product: product["id"], quantity: "2" }] });
  const [order, number] = [Number(made["id"]), String(made["number"])];
  const door = `/records/sales_order/${order}`;
  const lines = (made["lines"] as { id: number }[]).map((line) => ({ id: line.id, quantity: "9" }));
  // Sales asks.
  await page.goto(`/o/sales_order/${order}`);
  await page.getByRole("button", { name: "提交", exact: true }).click();
  await page.getByRole("dialog", { name: /^提交/ }).getByRole("button", { name: "提交" }).click();
  await expect(head(page)).toContainText("待审批");
  await expect(page.locator(".gk-next")).toContainText("部门经理");
  // The manager decides, and nobody for him.
  await signIn(page, "manager1");
  const first = await taskOf(page, order);
  expect(first).toBeGreaterThan(0);
  for (const person of ["sales1", "finance1", "warehouse1"]) {
    await signIn(page, person);
    expect(await refused(page, "POST", `/approvals/tasks/${first}/approve`, { comment: "代批" }), person).toBe(403);
  }
  await signIn(page, "manager1");
  await approve(page, number, "同意");
  expect(await taskOf(page, order)).toBe(0);
  // Finance decides over the money, and does not write in the order.
  await signIn(page, "finance1");
  const second = await taskOf(page, order);
  await signIn(page, "manager1");
  expect(await refused(page, "POST", `/approvals/tasks/${second}/approve`, { comment: "代批" })).toBe(403);
  await signIn(page, "finance1");
  expect(await refused(page, "PATCH", door, { lines })).toBe(403);
  await page.goto(`/o/sales_order/${order}`);
  await expect(page.getByText("¥120,000.00").first()).toBeVisible();
  await approve(page, number, "信用正常");
  // What is owed stands with the approval, and the invoice is asked for without typing the order again; finance alone issues it.
  const { items: owed } = (await api(page, "POST", "/records/receivable/query", { filter: { field: "order", op: "eq", value: order } })) as { items: { amount: string }[] };
  expect(owed.map((one) => one.amount)).toEqual(["120000.00"]);
  await signIn(page, "sales1");
  await page.goto("/");
  await api(page, "POST", "/records/invoice_title", { account: account["id"], name: String(account["name"]), kind: "ordinary", tax_number: "91330106MA28000017", is_default: true });
  const asked = await api(page, "POST", "/records/invoice_request", { order });
  expect(asked["amount"]).toBe("120000.00");
  const invoicing = { number: `2633${String(Date.now()).padStart(16, "0")}` };
  expect(await refused(page, "POST", `/records/invoice_request/${asked["id"]}/actions/issue`, invoicing)).toBe(403);
  await signIn(page, "finance1");
  await page.goto(`/o/invoice_request/${asked["id"]}`);
  await page.getByRole("button", { name: "开票", exact: true }).click();
  const issuing = page.getByRole("dialog", { name: /^开票/ });
  await issuing.getByRole("textbox", { name: "发票号码" }).fill(invoicing.number);
  await issuing.getByRole("button", { name: "开票" }).click();
  await expect(head(page)).toContainText("已开票");
  expect(await api(page, "GET", door)).toMatchObject({ invoiced_amount: "120000.00", uninvoiced_amount: "0.00" });
  // The warehouse finds what is to go out, without a price; it neither changes nor cancels it.
  await signIn(page, "warehouse1");
  await page.goto(`/o/sales_order/${order}`);
  await expect(head(page)).toContainText("待发货");
  await expect(page.getByText(String(product["name"])).first()).toBeVisible();
  await expect(page.locator("main")).not.toContainText("¥");
  expect(await refused(page, "PATCH", door, { lines })).toBe(403);
  expect(await refused(page, "POST", `${door}/actions/cancel`, { reason: "不发了" })).toBe(403);
  // Sales sees how far it is; what was approved stands.
  await signIn(page, "sales1");
  await page.goto(`/o/sales_order/${order}`);
  await expect(page.locator(".gk-next")).toContainText("发货");
  expect(await refused(page, "PATCH", door, { order_discount_rate: "0.5" })).toBe(409);
  expect(await api(page, "GET", door)).toMatchObject({ status: "approved", total_amount: "120000.00" });
  // The warehouse takes the goods in and ships them, which sales does not; then sales hears of it, and notes the receipt.
  expect(await refused(page, "POST", `${door}/actions/ship`, {})).toBe(403);
  await signIn(page, "warehouse1");
  await page.goto("/");
  const { items: warehouses } = (await api(page, "GET", "/records/warehouse?sort=position")) as { items: { id: number }[] };
  const receipt = await api(page, "POST", "/records/stock_document", { kind: "receipt", warehouse: warehouses[0]?.id, lines: [{ product: product["id"], quantity: "5" }] });
  await page.goto(`/o/stock_document/${receipt["id"]}`);
  await page.getByRole("button", { name: "过账", exact: true }).click();
  await page.getByRole("dialog", { name: /^过账/ }).getByRole("button", { name: "过账" }).click();
  await expect(head(page)).toContainText("已过账");
  await expect.poll(async () => ((await api(page, "GET", door))["lines"] as { reserved_qty: string }[])[0]?.reserved_qty, { timeout: 60_000 }).toBe("2");
  await page.goto(`/o/sales_order/${order}`);
  await page.getByRole("button", { name: "发货", exact: true }).click();
  const shipping = page.getByRole("dialog", { name: /^发货/ });
  await shipping.getByRole("textbox", { name: "运单号" }).fill("SF1234567890");
  await shipping.getByRole("button", { name: "发货" }).click();
  await expect(head(page)).toContainText("已发货");
  // The customer is written to, and the salesperson is told.
  await signIn(page, "admin");
  await page.goto("/");
  const letters = async (): Promise<unknown> => {
    const { items } = (await api(page, "POST", "/records/customer_message/query", { filter: { field: "address", op: "eq", value: buyer } })) as { items: unknown[] };
    return items.length;
  };
  await expect.poll(letters, { timeout: 30_000 }).toBe(1);
  await signIn(page, "sales1");
  await page.goto(`/o/sales_order/${order}`);
  await expect(head(page)).toContainText("已发货");
  await expect.poll(async () => JSON.stringify(await api(page, "GET", "/notifications")), { timeout: 60_000 }).toContain("SF1234567890");
  await page.getByRole("tab", { name: /^发货单/ }).click();
  await expect(page.getByText("SF1234567890").first()).toBeVisible();
  expect(await api(page, "POST", `${door}/actions/receive`, { signed_by: "前台" })).toMatchObject({ status: "received" });
});
