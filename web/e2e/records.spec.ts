import { expect, test } from "@playwright/test";
import { api, choose, expectAccessible, fresh, makeLead, signIn } from "./support";

test("[LF-02] [LF-03] [CV-01] [CV-10] [OP-14] a lead is followed up, converted, and its opportunity advances", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("转换");
  const lead = await makeLead(page, name);
  await page.goto(`/o/lead/${lead["id"]}?tab=timeline`);
  await page.getByRole("textbox", { name: "写跟进" }).fill("电话沟通，客户想看彩色样张");
  await page.getByRole("button", { name: "提交" }).click();
  await expect(page.getByRole("list").filter({ hasText: "电话沟通，客户想看彩色样张" }).first()).toBeVisible();
  await expect(page.getByRole("textbox", { name: "写跟进" })).toBeEnabled();
  await expect(page.getByRole("textbox", { name: "写跟进" })).toHaveValue("");
  await expectAccessible(page);

  await page.getByRole("button", { name: "转换", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "转换线索" });
  await expect(dialog.getByRole("textbox", { name: "客户名称" })).toHaveValue(`${name}图文有限公司`);
  await dialog.getByLabel("商机名称").fill(`${name}打印机采购`);
  await dialog.getByRole("button", { name: "转换", exact: true }).click();
  await expect(page).toHaveURL(/\/o\/opportunity\/\d+/);
  await expect(page.getByRole("heading", { level: 1, name: `${name}打印机采购` })).toBeVisible();

  const path = page.getByRole("navigation", { name: /进度/ });
  await expect(path.getByRole("button").first()).toHaveAttribute("aria-current", "step");
  await path.getByRole("button").nth(1).click();
  await page.getByRole("dialog", { name: /推进阶段/ }).getByRole("button", { name: "推进阶段" }).click();
  await expect(path.getByRole("button").nth(1)).toHaveAttribute("aria-current", "step");

  await page.goto(`/o/lead/${lead["id"]}`);
  await expect(page.getByRole("button", { name: "转换", exact: true })).toHaveAttribute("aria-disabled", "true");
});

test("what one is writing stays when a colleague closes the lead meanwhile", async ({ page }) => {
  await signIn(page, "sales1");
  const lead = await makeLead(page, fresh("写到一半"));
  await page.goto(`/o/lead/${lead["id"]}?tab=timeline`);
  const box = page.getByRole("textbox", { name: "写跟进" });
  await box.fill("客户要三台样机");
  await api(page, "POST", `/records/lead/${lead["id"]}/actions/invalidate`, { reason: "号码是空号" });
  await expect(page.getByRole("button", { name: "提交" })).toBeDisabled();
  await expect(box).toHaveValue("客户要三台样机");
});

test("a record that another deletes while one looks at it says so at once, with the ways back", async ({ page, browser }) => {
  await signIn(page, "admin");
  const name = fresh("删了");
  const lead = await makeLead(page, name);
  await page.goto(`/o/lead/${lead["id"]}`);
  await expect(page.getByRole("button", { name: "编辑" })).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "admin");
  await api(other, "DELETE", `/records/lead/${lead["id"]}`);
  const said = page.getByRole("alert").filter({ hasText: `“${name}”刚刚被删除，现在在回收站里` });
  await expect(said).toBeVisible();
  await expect(page.getByRole("button", { name: "编辑" })).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expectAccessible(page);
  await said.getByRole("button", { name: "还原" }).click();
  await expect(said).toHaveCount(0);
  await expect(page.getByRole("button", { name: "编辑" })).toBeVisible();
  await api(other, "DELETE", `/records/lead/${lead["id"]}`);
  await said.getByRole("link", { name: "返回线索" }).click();
  await expect(page).toHaveURL(/\/o\/lead$/);
});

test("a form keeps what was typed when the record goes to somebody else meanwhile, and saving says so", async ({ page, browser }) => {
  await signIn(page, "sales1");
  const name = fresh("转走");
  const lead = await makeLead(page, name);
  await page.goto(`/o/lead/${lead["id"]}/edit`);
  await page.getByRole("textbox", { name: "职务" }).fill("写了很多");
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "admin");
  const [person] = (await api(other, "GET", `/records/user?filter=${encodeURIComponent(JSON.stringify({ field: "username", op: "eq", value: "sales2" }))}`))["items"] as [{ id: number }];
  const gone = page.waitForResponse((answer) => answer.url().includes(`/records/lead/${lead["id"]}`) && answer.status() === 404);
  await api(other, "POST", `/records/lead/${lead["id"]}/actions/transfer`, { owner: person.id });
  await gone;
  await page.waitForTimeout(300);
  await expect(page.getByRole("textbox", { name: "职务" })).toHaveValue("写了很多");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "找不到该记录" })).toBeVisible();
  await expect(page.getByRole("textbox", { name: "职务" })).toHaveValue("写了很多");
  await other.context().close();
});

test("an order of two lines: the estimate while typing is what the server says afterwards", async ({ page }) => {
  const name = fresh("订单");
  await signIn(page, "admin");
  const product = await api(page, "POST", "/records/product", { code: fresh("P"), name: `${name}打印机`, standard_price: "1280.50", tax_rate: "0.13" });
  await signIn(page, "sales1");
  const account = await api(page, "POST", "/records/account", { name: `${name}有限公司`, source: "exhibition" });
  const opportunity = await api(page, "POST", "/records/opportunity", { name: `${name}商机`, account: account["id"], source: "customer_contact" });
  const query = `account=${account["id"]}&account.name=${encodeURIComponent(String(account["name"]))}&opportunity=${opportunity["id"]}&opportunity.name=${encodeURIComponent(`${name}商机`)}&ordered_on=2026-11-21`;
  await page.goto(`/o/sales_order/new?${query}`);
  for (const row of [1, 2]) {
    await page.getByRole("button", { name: /添加一行/ }).click();
    await page.getByRole("combobox", { name: `第 ${row} 行 产品` }).fill(String(product["name"]));
    await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option").filter({ hasText: String(product["name"]) }).click();
    await expect(page.getByRole("textbox", { name: `第 ${row} 行 单价` })).toHaveValue(/1280\.5/);
  }
  await page.getByRole("textbox", { name: "第 1 行 数量" }).fill("3");
  await page.getByRole("textbox", { name: "第 1 行 折扣率" }).fill("90");
  await expect(page.getByLabel("金额预估")).toContainText("¥4,737.85");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page).toHaveURL(/\/o\/sales_order\/\d+/);
  const id = page.url().split("/").pop()?.split("?")[0];
  expect((await api(page, "GET", `/records/sales_order/${id}`))["total_amount"]).toBe("4737.85");
  await expectAccessible(page);
});

test("an order's address and opportunity are those of its customer; of another customer they are emptied with a word", async ({ page }) => {
  const name = fresh("归属");
  await signIn(page, "sales1");
  const here = await api(page, "POST", "/records/account", { name: `${name}甲公司`, source: "exhibition" });
  const there = await api(page, "POST", "/records/account", { name: `${name}乙公司`, source: "exhibition" });
  for (const account of [here, there]) {
    await api(page, "POST", "/records/address", { account: account["id"], detail: `${String(account["name"])}仓库` });
    await api(page, "POST", "/records/opportunity", { account: account["id"], name: `${String(account["name"])}采购`, source: "customer_contact" });
  }
  const options = page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option");
  const customer = page.getByRole("combobox", { name: /(^|\W)客户$/ });
  const chooseCustomer = async (account: Record<string, unknown>) => {
    await customer.fill(String(account["name"]));
    await options.filter({ hasText: String(account["name"]) }).click();
  };
  await page.goto("/o/sales_order/new");
  await chooseCustomer(here);
  for (const [label, text] of [["收货地址", `${name}甲公司仓库`], ["来源商机", `${name}甲公司采购`]] as const) {
    await page.getByRole("combobox", { name: label }).click();
    await expect(options.filter({ hasText: text })).toBeVisible();
    await expect(options).toHaveCount(1);
    await options.click();
  }
  await chooseCustomer(there);
  const said = page.getByRole("status").filter({ hasText: "已清空：不属于所选客户" });
  await expect(said).toHaveCount(2);
  for (const text of [`${name}甲公司仓库`, `${name}甲公司采购`]) await expect(page.locator("form").getByText(text)).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("combobox", { name: "收货地址" }).click();
  await options.filter({ hasText: `${name}乙公司仓库` }).click();
  await expect(said).toHaveCount(1);
  // One that is missing is made on the spot, for the same customer and with the words that found nothing.
  await page.getByRole("combobox", { name: "开票地址" }).fill(`${name}财务室`);
  await expect(page.getByText("该客户下没有找到")).toBeVisible();
  await page.getByRole("button", { name: "新建地址" }).click();
  const drawer = page.getByRole("dialog", { name: "新建地址" });
  await expect(drawer.getByRole("textbox", { name: "详细地址" })).toHaveValue(`${name}财务室`);
  await expect(drawer.getByText(`${name}乙公司`, { exact: true })).toBeVisible();
  await drawer.getByRole("button", { name: "保存" }).last().click();
  await expect(drawer).toHaveCount(0);
  await expect(page.locator("form").getByText(`${name}财务室`)).toBeVisible();
});

test("[BA-20] an order in dollars: no price of another currency, and every amount with its sign", async ({ page }) => {
  const name = fresh("美元");
  await signIn(page, "admin");
  const product = await api(page, "POST", "/records/product", { code: fresh("P"), name: `${name}打印机`, standard_price: "720", tax_rate: "0" });
  const currencies = (await api(page, "GET", "/records/currency?limit=50"))["items"] as Record<string, unknown>[];
  const usd = currencies.find((one) => one["code"] === "USD");
  await api(page, "PATCH", `/records/currency/${usd?.["id"]}`, { _version: usd?.["_version"], rate_to_base: "7.2" });
  await signIn(page, "sales1");
  const account = await api(page, "POST", "/records/account", { name: `${name}有限公司`, source: "exhibition", status: "formal" });
  await page.goto(`/o/sales_order/new?account=${account["id"]}&account.name=${encodeURIComponent(String(account["name"]))}&ordered_on=2026-11-21`);
  await page.getByRole("button", { name: /添加一行/ }).click();
  await page.getByRole("combobox", { name: "第 1 行 产品" }).fill(String(product["name"]));
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option").filter({ hasText: String(product["name"]) }).click();
  const price = page.getByRole("textbox", { name: "第 1 行 单价" });
  await expect(price).toHaveValue("720");
  await choose(page, "币种", "USD 美元");
  await expect(price).toHaveValue("");
  await expect(page.getByLabel("金额预估")).toContainText("保存后计算");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page).toHaveURL(/\/o\/sales_order\/\d+/);
  await expect(page.getByRole("region", { name: "订单明细" }).getByRole("row").nth(1)).toContainText("$100.00");
  await expect(page.getByText("¥720.00")).toHaveCount(1); // the amount in the company's currency
});

test("[LD-03] on a phone every chooser of the import lies on the screen, however long the columns and samples are", async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 812 });
  await signIn(page, "marketing1");
  const long = "http://example.com/a/very/long/address/without/any/space/and/so/on";
  const rows = ["姓名,公司,手机,来源渠道,一个没有空格的很长的列名abcdefghijklmnopqrstuvwxyz0123456789", ...["甲", "乙"].map((one, index) => `${one},${one}图文,1391234567${index},扫码登记${one},${long}`)];
  await page.goto("/o/lead/import");
  await page.locator("input[type=file]").setInputFiles({ name: "phone.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
  await expect(page.getByText("共 2 行、5 列")).toBeVisible();
  const beyond = () => page.locator("main").evaluate((main) => ({
    wide: main.scrollWidth > main.clientWidth,
    choosers: [...main.querySelectorAll(".ant-select")].filter((one) => one.getBoundingClientRect().right > window.innerWidth || one.getBoundingClientRect().width < 150).length,
  }));
  expect(await beyond()).toEqual({ wide: false, choosers: 0 });
  await page.getByRole("combobox", { name: "“来源渠道”对应的字段" }).fill("线索来源");
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option").filter({ hasText: "线索来源" }).first().click();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("combobox", { name: "“来源渠道”列的“扫码登记甲”对应到" })).toBeVisible();
  expect(await beyond()).toEqual({ wide: false, choosers: 0 });
});

test("[LD-03] [CA-02] a file is imported into a campaign with counts, and the import is undone", async ({ page }) => {
  await signIn(page, "admin");
  const name = fresh("展会");
  const campaign = await api(page, "POST", "/records/campaign", { name, kind: "exhibition", start_on: "2026-11-01", end_on: "2026-11-30" });
  const stamp = String(Date.now()).slice(-6); // 19…: nobody of the demo company
  const rows = ["姓名,公司,手机,线索来源"];
  for (let index = 0; index < 5; index += 1) rows.push(`${name}${index},${name}公司${index},19${stamp}${100 + index},展会`);
  rows.push(`${name}坏行,${name}公司,12,展会`);
  await page.goto(`/o/campaign/${campaign["id"]}?tab=related.leads`);
  await page.getByRole("link", { name: "导入", exact: true }).click();
  await page.locator("input[type=file]").setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
  await expect(page.getByText("共 6 行、4 列")).toBeVisible();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText(name, { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "导入 6 行" }).click();
  const undo = page.getByRole("button", { name: "撤销这次导入" });
  await expect(undo).toBeVisible({ timeout: 40_000 });
  const counts = page.locator(".ant-statistic");
  await expect(counts.nth(0)).toContainText("5");
  await expect(counts.nth(3)).toContainText("1");
  const found = await api(page, "POST", "/records/lead/query", { filter: { field: "campaign", op: "eq", value: campaign["id"] }, count: "exact" });
  expect(found["total"]).toBe(5);
  await undo.click();
  const asked = page.getByRole("dialog", { name: "撤销导入「leads.csv」？" });
  await expect(asked.getByText("删除 5 条线索（由这次导入新建，进入回收站）")).toBeVisible();
  await asked.getByRole("button", { name: "撤销这次导入" }).click();
  await expect(page.getByText("这次导入已经撤销。")).toBeVisible({ timeout: 40_000 });
  const left = await api(page, "POST", "/records/lead/query", { filter: { field: "campaign", op: "eq", value: campaign["id"] }, count: "exact" });
  expect(left["total"]).toBe(0);
  await page.getByRole("link", { name: "导入导出" }).click();
  await expect(page.getByRole("row", { name: /线索 leads\.csv 新建 5.*失败 1.*已撤销/ }).first()).toBeVisible();
});

test("[CO-04] the object manager lists objects with module; without the right it is refused", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/");
  await page.getByRole("button", { name: "系统配置" }).click();
  await page.getByRole("button", { name: "客户化平台" }).click();
  await page.getByRole("link", { name: "对象管理" }).last().click();
  await expect(page.getByRole("heading", { level: 1, name: "对象管理" })).toBeVisible();
  await expect(page.getByRole("row", { name: /线索 lead 营销/ })).toBeVisible();
  await expectAccessible(page);
  await signIn(page, "sales1");
  await page.goto("/admin/objects");
  await expect(page.getByText("您没有这项权限", { exact: false }).first()).toBeVisible();
});

test("[CO-07] a field added by configuration is in form and list at once", async ({ page }) => {
  await signIn(page, "admin");
  const label = fresh("意向");
  await page.goto("/admin/objects/lead");
  await page.getByRole("button", { name: "新建字段" }).click();
  const drawer = page.getByRole("dialog", { name: /新建字段/ });
  await drawer.getByLabel("名称", { exact: true }).fill(label);
  await drawer.getByLabel(/API/).fill(`x_${Date.now().toString(36)}`);
  await choose(page, "类型", "单行文字");
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("row", { name: new RegExp(label) })).toBeVisible();
  await page.goto("/o/lead/new");
  await page.getByLabel(label).fill("很强");
  await page.getByLabel("姓名").fill(label);
  await page.getByLabel("公司").fill(`${label}公司`);
  await choose(page, "线索来源", "展会");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: label })).toBeVisible();
  await expect(page.getByText("很强")).toBeVisible();
});
