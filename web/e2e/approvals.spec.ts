import { expect, test, type Locator, type Page } from "@playwright/test";
import { api, expectAccessible, fresh, signIn, SOON } from "./support";

const STAMP = fresh("");
const FLOW = `订单审批${STAMP}`;
const [MANAGER, DIRECTOR, FINANCE] = [`部门经理${STAMP}`, `总监${STAMP}`, `财务${STAMP}`];

function options(page: Page): Locator {
  return page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option");
}

async function pick(page: Page, scope: Page | Locator, label: string | RegExp, option: string): Promise<void> {
  const chooser = scope.getByRole("combobox", { name: label }).first();
  await chooser.click();
  await chooser.fill(option);
  await options(page).filter({ hasText: new RegExp(`^${option}`) }).first().click();
}

async function take(page: Page, scope: Page | Locator, label: string | RegExp, option: string): Promise<void> {
  await scope.getByRole("combobox", { name: label }).last().click();
  await options(page).filter({ hasText: new RegExp(`^${option}`) }).first().click();
}

async function condition(page: Page, scope: Page | Locator, field: string, operator: string, value: string): Promise<void> {
  await scope.getByRole("button", { name: "添加条件", exact: true }).first().click();
  await scope.getByRole("combobox", { name: "字段" }).last().fill(field);
  await page.locator(".ant-cascader-menu-item").filter({ hasText: new RegExp(`^${field}$`) }).first().click();
  await take(page, scope, "运算符", operator);
  await scope.getByRole("textbox", { name: new RegExp(field) }).or(scope.getByRole("spinbutton", { name: new RegExp(field) })).last().fill(value);
}

/** A person's name, as the company knows him. */
async function nameOf(page: Page, username: string): Promise<string> {
  const filter = encodeURIComponent(JSON.stringify({ field: "username", op: "eq", value: username }));
  const found = (await api(page, "GET", `/records/user?filter=${filter}`)) as unknown as { items: { id: number; name: string }[] };
  return found.items[0]?.name ?? "";
}

/** Add a step at the end and open it at the side. */
async function addStep(page: Page, number: number, name: string): Promise<Locator> {
  await page.getByRole("button", { name: `在第 ${number} 步添加节点` }).click();
  await page.getByRole("menuitem", { name: "添加节点" }).click();
  const side = page.locator(".gk-flow-side");
  await side.getByRole("textbox", { name: "节点名称" }).fill(name);
  return side;
}

async function orderOf(page: Page, price: string): Promise<{ id: number; number: string }> {
  await signIn(page, "admin");
  await page.goto("/");
  const product = await api(page, "POST", "/records/product", { code: fresh("P"), name: fresh("打印机"), standard_price: price });
  await signIn(page, "sales1");
  await page.goto("/");
  const account = await api(page, "POST", "/records/account", { name: fresh("审批客户"), source: "exhibition", status: "formal" });
  const order = await api(page, "POST", "/records/sales_order", { account: account["id"], description: STAMP, lines: [{ product: product["id"], quantity: "1" }] });
  await api(page, "POST", `/records/sales_order/${String(order["id"])}/actions/submit`, {});
  return { id: Number(order["id"]), number: String(order["number"]) };
}

/** Open the line of an order in the inbox; the panel with the buttons at the bottom. */
async function opened(page: Page, username: string, number: string): Promise<Locator> {
  await signIn(page, username);
  await page.goto("/approvals");
  await page.getByRole("button", { name: number, exact: true }).click();
  const panel = page.getByRole("dialog").filter({ hasText: "审批过程" });
  await expect(panel).toBeVisible();
  return panel;
}

/** Press a button of the panel and confirm what it asks. */
async function press(page: Page, panel: Locator, act: string, comment = ""): Promise<void> {
  await panel.getByRole("group", { name: "审批操作" }).getByRole("button", { name: act, exact: true }).click();
  const asked = page.getByRole("dialog", { name: new RegExp(`^${act} · `) });
  if (comment) await asked.getByRole("textbox", { name: "审批意见" }).fill(comment);
  await asked.getByRole("button", { name: act, exact: true }).last().click();
  await expect(asked).toBeHidden();
}

test.describe.configure({ mode: "serial" });

test("[AP-03] an administrator designs the approval of orders from nothing and publishes it", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/o/approval_definition/new");
  const [director, finance, admin] = [await nameOf(page, "director1"), await nameOf(page, "finance1"), await nameOf(page, "admin")];
  await page.getByRole("textbox", { name: "名称" }).first().fill(FLOW);
  await pick(page, page, /^\* 对象/, "销售订单");
  await condition(page, page, "备注", "包含", STAMP);
  await pick(page, page, "无人可审时由谁处理", admin);
  await addStep(page, 1, MANAGER);
  for (const [number, name, person] of [[2, DIRECTOR, director], [3, FINANCE, finance]] as const) {
    const side = await addStep(page, number, name);
    await take(page, side, "第 1 个人员的来源", "指定人员");
    if (name === FINANCE) await pick(page, side, /^第 1 个人员$/, person);
    await condition(page, side, "订单金额", "大于", "50000");
  }
  await page.keyboard.press("Control+s");
  await expect(page.locator(".gk-record-head")).toContainText(FLOW);
  // The director was forgotten: the hole is named at its step.
  await page.getByRole("button", { name: "发布", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^发布/ });
  await dialog.getByRole("button", { name: "发布", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText(`节点“${DIRECTOR}”`);
  await expect(dialog.locator(".gk-flow-step.is-wrong")).toContainText(DIRECTOR);
  await dialog.getByRole("button", { name: "关闭" }).last().click();
  await page.getByRole("button", { name: "编辑", exact: true }).click();
  await page.getByRole("button", { name: new RegExp(`：${DIRECTOR}`) }).click();
  await pick(page, page.locator(".gk-flow-side"), /^第 1 个人员$/, director);
  await page.keyboard.press("Control+s");
  await expect(page.locator(".ant-drawer-open")).toHaveCount(0);
  await page.getByRole("button", { name: "发布", exact: true }).click();
  await dialog.getByRole("button", { name: "发布", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator(".gk-record-head")).toContainText("已发布版本1");
});

test("[AP-03] [AP-04] [AP-05] up to 50,000.00 the manager decides alone, and the seller's open page follows", async ({ page, browser }) => {
  const order = await orderOf(page, "50000.00");
  await page.goto(`/o/sales_order/${order.id}?tab=approval`);
  await expect(page.getByRole("region", { name: "审批进度" })).toContainText(MANAGER);
  const phone = await (await browser.newContext({ viewport: { width: 375, height: 812 } })).newPage();
  const panel = await opened(phone, "manager1", order.number);
  const foot = await panel.getByRole("group", { name: "审批操作" }).boundingBox();
  expect((foot?.y ?? 0) + (foot?.height ?? 0)).toBeGreaterThan(760);
  await expectAccessible(phone);
  await press(phone, panel, "同意", "价格合理");
  await expect(page.locator(".gk-record-head")).toContainText("待发货", { timeout: SOON });
  await expect(page.getByRole("tabpanel")).toContainText("价格合理");
});

test("[AP-02] [AP-10] [AP-11] above it goes on to the director and finance: rejected, submitted again, decided for who is away, transferred", async ({ page }) => {
  const order = await orderOf(page, "50000.01");
  await press(page, await opened(page, "manager1", order.number), "同意");
  await press(page, await opened(page, "director1", order.number), "驳回", "请附合同");
  await signIn(page, "sales1");
  await page.goto(`/o/sales_order/${order.id}?tab=approval`);
  await expect(page.getByRole("tabpanel")).toContainText("请附合同");
  await api(page, "PATCH", `/records/sales_order/${order.id}`, { description: `${STAMP} 合同已附` });
  await api(page, "POST", `/records/sales_order/${order.id}/actions/submit`, {});
  await signIn(page, "director1");
  await page.goto("/profile");
  const [director, other, second] = [await nameOf(page, "director1"), await nameOf(page, "boss1"), await nameOf(page, "finance2")];
  await page.getByRole("button", { name: "保存" }).waitFor();
  await page.getByPlaceholder("开始日期").fill("2020-01-01");
  await page.getByPlaceholder("开始日期").press("Enter");
  await page.getByPlaceholder("结束日期").fill("2090-01-01");
  await page.getByPlaceholder("结束日期").press("Enter");
  await pick(page, page, "代理人", other);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status").filter({ hasText: `由 ${other} 代理` })).toBeVisible();
  const manager = await opened(page, "manager1", order.number);
  await expect(manager).toContainText("您上次审批之后的变动");
  await press(page, manager, "同意");
  const panel = await opened(page, "boss1", order.number);
  await expect(panel).toContainText(`${other} 代 ${director}`);
  await press(page, panel, "同意");
  const finance = await opened(page, "finance1", order.number);
  await finance.getByRole("button", { name: "转交" }).click();
  const asked = page.getByRole("dialog", { name: /^转交 · / });
  await pick(page, asked, "转交给", second);
  await asked.getByRole("button", { name: "转交", exact: true }).click();
  await expect(asked).toBeHidden();
  // The last decides from the list of orders.
  await signIn(page, "finance2");
  await page.goto(`/o/sales_order?q=${order.number}`);
  await page.getByRole("button", { name: `审批：${order.number}` }).click();
  await press(page, page.getByRole("dialog").filter({ hasText: "审批过程" }), "同意");
  await expect(page.getByRole("button", { name: `审批：${order.number}` })).toBeHidden();
  await signIn(page, "director1");
  await page.goto("/profile");
  await page.getByRole("button", { name: "取消外出" }).click();
  await expect(page.getByRole("button", { name: "取消外出" })).toBeHidden();
  await signIn(page, "sales1");
  await page.goto(`/o/sales_order/${order.id}`);
  await expect(page.locator(".gk-record-head")).toContainText("待发货");
});
