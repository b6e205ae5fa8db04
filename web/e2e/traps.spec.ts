/** What one does every day and what must not trap one: each journey is one slip that a product must not allow. */
import { expect, test } from "@playwright/test";
import { api, fresh, makeLead, signIn } from "./support";

test("finishing a to-do on the home page asks for its result", async ({ page }) => {
  await signIn(page, "sales3");
  const lead = await makeLead(page, fresh("待办"));
  const subject = fresh("回访");
  const activity = await api(page, "POST", "/records/activity", { kind: "call", subject, planned_start_at: "2020-01-01T01:00:00Z", related: [{ object: "lead", id: lead["id"] }] });
  await page.goto("/");
  await page.getByRole("button", { name: `完成：${subject}` }).click();
  const dialog = page.getByRole("dialog", { name: `完成 · ${subject}` });
  await dialog.getByRole("button", { name: "完成" }).click();
  await expect(dialog.getByText("请填写结果")).toBeVisible();
  await dialog.getByRole("textbox", { name: "结果" }).fill("客户下周来看样机");
  await dialog.getByRole("button", { name: "完成" }).click();
  await expect(page.getByText("已完成", { exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: subject })).toHaveCount(0);
  expect(await api(page, "GET", `/records/activity/${activity["id"]}`)).toMatchObject({ status: "done", result: "客户下周来看样机" });
});

test("a failure that nobody caught is said, and a failed answer says its number", async ({ page }) => {
  await signIn(page, "sales1");
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const said = page.locator(".ant-message").getByText(/刚才的操作可能没有完成/);
  await page.evaluate(() => { void Promise.reject(new Error("x")); });
  await expect(said).toHaveCount(1);
  await page.evaluate(() => { setTimeout(() => { throw new Error("x"); }); });
  await page.waitForTimeout(200);
  await expect(said).toHaveCount(1);
  await page.route("**/api/v1/records/lead?**", (route) => route.fulfill({ status: 500, headers: { "X-Request-Id": "abcdef0123456789" }, contentType: "application/problem+json", body: '{"code":"internal","detail":"服务器出错了"}' }));
  await page.goto("/o/lead");
  await expect(page.getByText(/编号 abcdef01/).first()).toBeVisible();
});

test("a card that is dragged stays above the columns", async ({ page }) => {
  await signIn(page, "sales1");
  await page.goto("/o/opportunity?view=board");
  const columns = page.locator(".gk-board-column");
  const card = columns.locator(".gk-card").first();
  const from = await card.boundingBox();
  const to = await columns.nth(1).boundingBox();
  if (!from || !to) throw new Error("no card, no columns");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height - 6);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + 200, { steps: 6 });
  const held = page.locator(".gk-card.is-held");
  await expect(held).toBeVisible();
  // What lies uppermost at its middle is the card itself, not the column under it.
  expect(await held.evaluate((one) => {
    const box = one.getBoundingClientRect();
    const seen = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return seen.findIndex((each) => one.contains(each)) < seen.findIndex((each) => each.classList.contains("gk-board-column"));
  })).toBe(true);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(held).toHaveCount(0);
});

test("85 sells at 85 %: the discount says what it means and saves, and what falls below half is asked about", async ({ page }) => {
  const name = fresh("折扣");
  await signIn(page, "admin");
  const product = await api(page, "POST", "/records/product", { code: fresh("P"), name: `${name}激光机`, standard_price: "80400", tax_rate: "0.13" });
  await signIn(page, "sales1");
  const account = await api(page, "POST", "/records/account", { name: `${name}有限公司`, source: "exhibition", status: "formal" });
  const order = await api(page, "POST", "/records/sales_order", { account: account["id"], lines: [{ product: product["id"], quantity: "1" }] });
  await page.goto(`/o/sales_order/${order["id"]}/edit`);
  const rate = page.getByRole("textbox", { name: "第 1 行 折扣率（85 即八五折）" });
  await rate.fill("85");
  await expect(page.getByText("八五折 · 优惠 15% · 省 ¥12,060.00")).toBeVisible();
  await expect(page.getByLabel("金额预估")).toContainText("应付合计¥68,340.00");
  await rate.fill("120");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByText(/看不出是几折/)).toHaveCount(1);
  await expect(page.getByText(/必须是数字/)).toHaveCount(0);
  await rate.fill("15");
  await expect(page.getByText(/折后 ¥12,060.00，不到原价 ¥80,400.00 的一半/)).toBeVisible();
  await page.getByRole("button", { name: /^保存/ }).click();
  const question = page.getByRole("dialog", { name: "价格低于原价的一半，确定吗？" });
  await expect(question).toContainText("不到原价 ¥80,400.00 的一半");
  await question.getByRole("button", { name: "回去修改" }).click();
  expect((await api(page, "GET", `/records/sales_order/${order["id"]}`))["total_amount"]).toBe("80400.00");
  await rate.fill("85");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page).toHaveURL(/\/o\/sales_order\/\d+$/);
  expect(await api(page, "GET", `/records/sales_order/${order["id"]}`)).toMatchObject({ total_amount: "68340.00", lines: [{ discount_rate: "0.15" }] });
});

test("converting a lead of a customer that stands opens with that customer and what is known of it", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("老客");
  const lead = await makeLead(page, name);
  const account = await api(page, "POST", "/records/account", { name: lead["company"], source: "exhibition" });
  await api(page, "POST", "/records/opportunity", { name: `${name}续购`, account: account["id"], source: "customer_contact", amount: "52000" });
  await page.goto(`/o/lead/${lead["id"]}`);
  await page.getByRole("button", { name: "转换", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "转换线索" });
  const known = dialog.getByRole("radio", { name: new RegExp(`^${String(account["name"])}`) });
  await expect(known).toBeChecked();
  await expect(dialog.getByText(new RegExp(`公司相同 · 负责人 .+ · 最近商机：${name}续购 ¥52,000.00`))).toBeVisible();
  await dialog.getByRole("radio", { name: "新建客户" }).check();
  await expect(dialog.getByText(/新建会产生重复的记录/)).toBeVisible();
  await known.check();
  await dialog.getByRole("button", { name: "转换", exact: true }).click();
  await expect(page).toHaveURL(/\/o\/opportunity\/\d+/);
  expect(await api(page, "GET", `/records/lead/${lead["id"]}`)).toMatchObject({ converted_account: { id: account["id"] } });
});

test("submitting an order says what follows and the amount; afterwards its lines are locked as the form opens", async ({ page }) => {
  const name = fresh("提交");
  await signIn(page, "admin");
  const product = await api(page, "POST", "/records/product", { code: fresh("P"), name: `${name}打印机`, standard_price: "1200" });
  await signIn(page, "sales1");
  const account = await api(page, "POST", "/records/account", { name: `${name}有限公司`, source: "exhibition", status: "formal" });
  const order = await api(page, "POST", "/records/sales_order", { account: account["id"], lines: [{ product: product["id"], quantity: "3" }] });
  await page.goto(`/o/sales_order/${order["id"]}`);
  await page.getByRole("button", { name: "提交", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^提交/ });
  await expect(dialog).toContainText("生效后客户、明细和金额不能再修改");
  await expect(dialog).toContainText("¥3,600.00");
  expect((await api(page, "GET", `/records/sales_order/${order["id"]}`))["status"]).toBe("draft");
  await dialog.getByRole("button", { name: "提交" }).click();
  await expect(page.locator(".gk-record-head")).toContainText("待发货");
  await page.getByRole("button", { name: "编辑", exact: true }).click();
  const form = page.getByRole("dialog", { name: /编辑/ });
  await expect(form.getByText(/订单已提交，客户、明细和金额不能再修改/).first()).toBeVisible();
  await expect(form.getByRole("button", { name: /添加一行/ })).toHaveCount(0);
  await form.getByRole("textbox", { name: "备注" }).fill("已通知仓库");
  await form.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByRole("tabpanel", { name: "概览" }).getByText("已通知仓库")).toBeVisible();
});

test("ten are deleted after a question, an unfinished condition is pointed out, and a follow-up without a subject can be opened", async ({ page }) => {
  await signIn(page, "sales3");
  const name = fresh("批删");
  const lead = await makeLead(page, name);
  const content = `${name}想看彩色样张`;
  await api(page, "POST", "/records/activity", { kind: "call", content, status: "done", result: "约周三", related: [{ object: "lead", id: lead["id"] }] });
  await page.goto("/o/activity?view=all");
  await page.getByRole("link", { name: content }).click();
  await expect(page.getByRole("heading", { level: 1, name: content })).toBeVisible();

  await signIn(page, "admin");
  await api(page, "POST", "/records/lead/bulk", { create: Array.from({ length: 10 }, (_, index) => ({ name: `${name}甲${index}`, source: "exhibition" })) });
  await page.goto(`/o/lead?q=${encodeURIComponent(`${name}甲`)}`);
  await page.getByRole("checkbox", { name: "选择已加载的全部记录" }).check();
  const bar = page.getByRole("region", { name: "批量操作" });
  await bar.getByRole("button", { name: "删除" }).click();
  const question = page.getByRole("dialog", { name: "要删除 10 条线索吗？" });
  await question.getByRole("button", { name: "取消" }).click();
  await expect(page.getByRole("link", { name: `${name}甲0` })).toBeVisible();
  await bar.getByRole("button", { name: "删除" }).click();
  await question.getByRole("button", { name: "删除 10 条" }).click();
  await expect(page.getByText("已删除 10 条")).toBeVisible();

  await page.goto(`/o/lead?filter=${encodeURIComponent('{"field":"name","op":"contains","value":"李"}')}`);
  await page.getByRole("button", { name: /^筛选/ }).click();
  await page.getByRole("textbox", { name: "姓名 的值" }).fill("");
  await page.getByRole("button", { name: "应用筛选" }).click();
  await expect(page.getByText("请填写“姓名”的条件值，或删除这个条件")).toBeVisible();
  await page.getByRole("textbox", { name: "姓名 的值" }).fill("王");
  await page.getByRole("button", { name: "应用筛选" }).click();
  await expect(page).toHaveURL(new RegExp(encodeURIComponent("王")));
});

test("nobody is told on a first visit that the session has expired; overdue is red; on a phone the list has nothing off-screen", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "登录" })).toBeVisible();
  await expect(page.getByText("请重新登录")).toHaveCount(0);
  await signIn(page, "sales1");
  const name = fresh("逾期");
  const lead = await makeLead(page, name);
  await api(page, "PATCH", `/records/lead/${lead["id"]}`, { next_contact_at: "2020-01-05T01:00:00Z" });
  await page.goto(`/o/lead?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole("gridcell").locator(".gk-overdue")).toHaveText("2020-01-05 09:00");
  await expect(page.getByRole("gridcell", { name: String((lead["owner"] as { name: string }).name), exact: true })).toBeInViewport();
  await page.goto(`/o/lead/${lead["id"]}`);
  await expect(page.locator(".gk-record-head .gk-overdue")).toHaveText("2020-01-05 09:00");
  await makeLead(page, name + "很长的名称".repeat(15));
  await page.setViewportSize({ width: 375, height: 812 });
  await page.goto("/o/lead");
  await expect(page.getByRole("grid").getByRole("link").first()).toBeVisible();
  const offScreen = () => page.getByRole("grid").evaluate((grid) => [grid, ...grid.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > window.innerWidth).length);
  await expect.poll(offScreen).toBe(0);
});

test("submitting several orders says their sum, and a locked cell says why it does not open", async ({ page }) => {
  const name = fresh("合计");
  await signIn(page, "admin");
  const product = await api(page, "POST", "/records/product", { code: fresh("P"), name: `${name}打印机`, standard_price: "1200" });
  await signIn(page, "sales1");
  const account = await api(page, "POST", "/records/account", { name: `${name}有限公司`, source: "exhibition", status: "formal" });
  for (const quantity of ["1", "2"]) await api(page, "POST", "/records/sales_order", { account: account["id"], lines: [{ product: product["id"], quantity }] });
  await page.goto(`/o/sales_order?filter=${encodeURIComponent(JSON.stringify({ field: "account", op: "eq", value: account["id"] }))}`);
  await page.getByRole("checkbox", { name: "选择已加载的全部记录" }).check();
  const cell = page.getByRole("gridcell", { name: `${name}有限公司` }).first();
  await cell.dblclick();
  const editor = page.locator(".gk-inline-editor");
  await expect(editor).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("region", { name: "批量操作" }).getByRole("button", { name: "提交", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^提交/ });
  await expect(dialog).toContainText("¥3,600.00");
  await dialog.getByRole("button", { name: "提交" }).click();
  await expect(page.getByText("待发货").first()).toBeVisible();
  await cell.dblclick();
  await expect(page.locator(".ant-message").getByText(/订单已提交，客户、明细和金额不能再修改/)).toBeVisible();
  await expect(editor).toHaveCount(0);
});

test("a validation rule is called by its message and says its filter in words", async ({ page }) => {
  await signIn(page, "admin");
  const message = fresh("大额商机须有预计成交日期");
  const rule = await api(page, "POST", "/records/validation_rule", {
    object: "opportunity", message, is_active: false, filter: { all: [{ field: "amount", op: "gt", value: "100000" }, { field: "status", op: "eq", value: "open" }] },
  });
  await page.goto("/o/validation_rule");
  await page.getByRole("link", { name: message }).click();
  await expect(page).toHaveURL(new RegExp(`/o/validation_rule/${String(rule["id"])}$`));
  await expect(page.getByRole("heading", { level: 1, name: message })).toBeVisible();
  await expect(page.getByText(/商机金额 大于 ¥100,000.00，且 状态 是 进行中/)).toBeVisible();
});
