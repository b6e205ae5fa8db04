import { readFileSync } from "node:fs";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { api, expectAccessible, fresh, signIn } from "./support";

/** One object, defined by an administrator in the browser and used by everybody in the tests below. */
test.describe.configure({ mode: "serial" });

const STAMP = fresh("").toLowerCase();
const LOAN = `loan_${STAMP}`;
const NAME = `样品借用${STAMP}`;
const ITEMS = `借用明细${STAMP}`;
const ADDRESS = `/o/${LOAN}__c`;
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64",
);
const account = `云帆印务${STAMP}`;
const products = [`激光打印机${STAMP}`, `黑色墨粉${STAMP}`];

function options(page: Page): Locator {
  return page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option");
}

/** Type into a chooser and take the option of exactly this name, as a person does. */
async function pick(page: Page, scope: Page | Locator, label: string, option: string): Promise<void> {
  const chooser = scope.getByRole("combobox", { name: label });
  // A list opened while its drawer still slides in would stand where the drawer was; a click waits.
  await chooser.click();
  await chooser.fill(option);
  await options(page).filter({ hasText: new RegExp(`^${option}`) }).first().click();
}

/** Choose from a short list that cannot be searched. */
async function take(page: Page, scope: Locator, label: string, option: string): Promise<void> {
  await scope.getByRole("combobox", { name: label }).click();
  await options(page).filter({ hasText: option }).first().click();
}

async function define(page: Page, label: string, name: string, type: string, more?: (form: Locator) => Promise<void>): Promise<void> {
  await page.getByRole("button", { name: "新建字段" }).click();
  const form = page.getByRole("dialog", { name: "新建字段" });
  await form.getByLabel("名称", { exact: true }).fill(label);
  await form.getByLabel(/API/).fill(name);
  await pick(page, form, "类型", type);
  await more?.(form);
  await form.getByRole("button", { name: "保存" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByRole("cell", { name: `x_${name}`, exact: true })).toBeVisible();
}

const require_ = (form: Locator) => form.getByRole("switch", { name: "必填" }).click();

test("[CO-01] [CO-04] an administrator defines 样品借用 with typed fields and lines, in the browser alone", async ({ page }) => {
  // Seventeen forms one after the other: on a busy machine each takes several seconds.
  test.setTimeout(300_000);
  await signIn(page, "admin");
  await page.goto("/admin/objects");
  await page.getByRole("button", { name: "新建对象" }).click();
  const form = page.getByRole("dialog", { name: "新建对象" });
  await form.getByLabel("名称", { exact: true }).fill(NAME);
  await form.getByLabel(/API/).fill(LOAN);
  await form.getByLabel("编号规则").fill("JY{yyyy}-{seq:4}");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("heading", { level: 1, name: NAME })).toBeVisible();

  await define(page, "客户", "account", "关联", async (one) => { await pick(page, one, "目标对象", "客户"); await require_(one); });
  await define(page, "借用单号", "no", "自动编号", (one) => one.getByLabel("默认值").fill("D{seq:3}"));
  await define(page, "经手人", "keeper", "人员", (one) => take(page, one, "默认值", "创建人本人"));
  await define(page, "借出日期", "lent_on", "日期", (one) => take(page, one, "默认值", "填写当天"));
  await define(page, "借用状态", "state", "单选", async (one) => {
    for (const [index, label] of ["借出", "已归还"].entries()) {
      await one.getByRole("button", { name: "添加选项" }).click();
      await one.getByRole("textbox", { name: `第 ${index + 1} 项的名称` }).fill(label);
    }
    await pick(page, one, "默认值", "借出");
  });
  await define(page, "加急", "urgent", "是/否");
  await define(page, "押金", "deposit", "金额");
  await define(page, "用途", "purpose", "多行文字", (one) => one.getByRole("switch", { name: "可搜索" }).click());
  await define(page, "照片", "photo", "图片");
  await define(page, "借用明细", "items", "明细", async (one) => {
    await one.getByRole("combobox", { name: "目标对象" }).click();
    await page.getByRole("button", { name: "新建明细对象" }).click();
    const inner = page.getByRole("dialog", { name: "新建对象" });
    await inner.getByLabel("名称", { exact: true }).fill(ITEMS);
    await inner.getByLabel(/API/).fill(`${LOAN}_item`);
    await inner.getByRole("button", { name: "保存" }).click();
    await expect(inner).toBeHidden();
    await expect(one.getByText(ITEMS)).toBeVisible();
  });
  await expectAccessible(page);

  await page.getByRole("link", { name: ITEMS }).click();
  await expect(page.getByRole("heading", { level: 1, name: ITEMS })).toBeVisible();
  await define(page, "产品", "product", "关联", async (one) => { await pick(page, one, "目标对象", "产品"); await require_(one); });
  await define(page, "数量", "qty", "小数", require_);
  await define(page, "单位", "unit", "关联", (one) => pick(page, one, "目标对象", "计量单位"));
  await define(page, "备注", "note", "单行文字");

  await page.goto(`/admin/objects/${LOAN}__c`);
  await define(page, "总数量", "total", "汇总", async (one) => {
    await pick(page, one, "汇总哪些记录", "借用明细");
    await take(page, one, "汇总方式", "求和");
    await take(page, one, "汇总哪个字段", "数量");
  });
  await define(page, "每件押金", "each", "公式", (one) => one.getByRole("textbox", { name: "公式" }).fill("ROUND(x_deposit / x_total, 2)"));
  await expect(page.getByRole("navigation", { name: "主菜单" }).getByText(NAME).or(page.getByRole("button", { name: "自定义对象" })).first()).toBeVisible();
});

test("[CO-01] form with lines, record page, search and filter work at once", async ({ page }) => {
  await signIn(page, "admin");
  await api(page, "POST", "/records/account", { name: account, source: "exhibition" });
  for (const name of products) await api(page, "POST", "/records/product", { code: fresh("P"), name, standard_price: "100" });
  await page.goto(`${ADDRESS}/new`);
  await page.getByLabel("名称", { exact: true }).fill("展会样机");
  await pick(page, page, "客户", account);
  await page.getByLabel("押金").fill("1,000");
  await page.getByLabel("用途").fill("给客户试用彩色墨粉");
  await page.getByRole("switch", { name: "加急" }).click();
  for (const [index, [product, quantity]] of [[products[0], "2"], [products[1], "1"]].entries()) {
    await page.getByRole("button", { name: /添加一行/ }).click();
    await pick(page, page, `第 ${index + 1} 行 产品`, String(product));
    await page.getByRole("textbox", { name: `第 ${index + 1} 行 数量` }).fill(String(quantity));
  }
  await page.getByRole("textbox", { name: "第 1 行 备注" }).fill("带电源线");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "展会样机" })).toBeVisible();
  const id = page.url().split("/").pop()?.split("?")[0];
  const record = await api(page, "GET", `/records/${LOAN}__c/${id}`);
  expect(record).toMatchObject({
    number: expect.stringMatching(/^JY\d{4}-0001$/), x_no: "D001", x_state: "c1", x_urgent: true, x_deposit: "1000.00", x_total: "3", x_each: "333.33",
    x_account: { name: account }, x_keeper: { name: "系统管理员" },
  });
  expect(record["x_items"]).toMatchObject([{ x_product: { name: products[0] }, x_qty: "2", x_note: "带电源线" }, { x_product: { name: products[1] }, x_qty: "1", x_note: null }]);
  await expect(page.getByText("¥1,000.00")).toBeVisible();
  await expect(page.getByText("333.33")).toBeVisible();
  await expect(page.getByRole("cell", { name: "带电源线" })).toBeVisible();
  await expectAccessible(page);

  await page.goto(`${ADDRESS}?q=${encodeURIComponent("彩色墨粉")}`);
  await expect(page.getByText("共 1 条")).toBeVisible();
  await page.goto(`${ADDRESS}?q=${encodeURIComponent("没有这样的用途")}`);
  await expect(page.getByText("没有找到“没有这样的用途”")).toBeVisible();
  await page.goto(ADDRESS);
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  await page.getByRole("combobox", { name: "字段" }).fill("总数量");
  await page.locator(".ant-cascader-menu-item").filter({ hasText: /^总数量$/ }).click();
  await page.getByRole("textbox", { name: "总数量 的值" }).fill("3");
  await page.getByRole("button", { name: "应用筛选" }).click();
  await expect(page.getByText("共 1 条")).toBeVisible();
});

test("[CO-01] documents with lines are imported, pictures beside them, and exported line by line", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto(`${ADDRESS}/import`);
  const rows = [
    "名称,单据号,客户,押金,借用状态,照片,产品,数量,备注",
    `一号借用,${STAMP}-1,${account},500,已归还,样机.png,${products[0]},2,成色新`,
    `,${STAMP}-1,,,,,${products[1]},3,`,
    `二号借用,${STAMP}-2,${account},90,借出,,${products[1]},4,`,
    `三号借用,${STAMP}-3,${account},90,借出,,没有这种产品,4,`,
  ];
  await page.locator("input[type=file]").setInputFiles({ name: "借用.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
  await expect(page.getByText("共 4 行、9 列")).toBeVisible();
  await page.getByRole("group", { name: "照片与附件" }).locator("input[type=file]").setInputFiles({ name: "样机.png", mimeType: "image/png", buffer: PICTURE });
  await expect(page.getByText("已上传 1 个文件")).toBeVisible();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText("已预检全部 4 行")).toBeVisible();
  await expect(page.getByRole("group", { name: "预计结果" })).toHaveText("将新建2将更新0将跳过0将失败1");
  await page.getByRole("button", { name: "导入 4 行" }).click();
  await expect(page.getByRole("button", { name: "撤销这次导入" })).toBeVisible({ timeout: 40_000 });
  const counts = page.locator(".ant-statistic");
  await expect(counts.nth(0)).toContainText("2");
  await expect(counts.nth(3)).toContainText("1");
  const found = await api(page, "POST", `/records/${LOAN}__c/query`, {
    fields: ["name", "x_total", "x_each", "x_state", "x_photo"], filter: { field: "external_id", op: "is_not_empty" }, sort: ["external_id"],
  });
  expect(found["items"]).toMatchObject([
    { name: "一号借用", x_total: "5", x_each: "100", x_state: "c2", x_photo: { name: "样机.png" } },
    { name: "二号借用", x_total: "4", x_each: "22.5", x_state: "c1", x_photo: null },
  ]);

  await page.goto(`${ADDRESS}?q=${encodeURIComponent("一号借用")}`);
  await expect(page.getByText("共 1 条")).toBeVisible();
  await page.getByRole("button", { name: "导出" }).click();
  const dialog = page.getByRole("dialog", { name: `导出${NAME}` });
  await dialog.getByText("CSV (.csv)").click();
  for (const name of ["借用明细 产品", "借用明细 数量"]) await pick(page, dialog, "导出字段", name);
  await dialog.getByText(`导出${NAME}`).click();
  const download = page.waitForEvent("download", { timeout: 40_000 });
  await dialog.getByRole("button", { name: "开始导出" }).click();
  const path = await (await download).path();
  const lines = readFileSync(path, "utf8").replace(/^\uFEFF/, "").trim().split(/\r?\n/).map((line) => line.split(","));
  const column = (name: string) => lines.slice(1).map((line) => line[lines[0]?.indexOf(name) ?? -1]);
  expect(column("名称")).toEqual(["一号借用", "一号借用"]);
  expect(column("客户")).toEqual([account, account]);
  expect(column("借用状态")).toEqual(["已归还", "已归还"]);
  expect(column("借用明细 产品")).toEqual(products);
  expect(column("借用明细 数量")).toEqual(["2", "3"]);
});

test("[CO-01] [CO-06] whoever is not granted the object sees nothing of it; a grant opens it at once, a layout changes its form", async ({ page, browser }) => {
  await signIn(page, "admin");
  const other = await browser.newContext();
  const sales = await other.newPage();
  await signIn(sales, "sales1");
  await sales.goto(ADDRESS);
  await expect(sales.getByText("您没有", { exact: false }).first()).toBeVisible();
  await expect(sales.getByRole("navigation", { name: "主菜单" }).getByText(NAME)).toHaveCount(0);

  const [role] = (await api(page, "GET", `/records/role?filter=${encodeURIComponent(JSON.stringify({ field: "name", op: "eq", value: "销售负责" }))}`))["items"] as { id: number }[];
  await page.goto(`/admin/roles/${role?.id}`);
  await page.getByRole("searchbox", { name: "搜索对象" }).fill(NAME);
  await page.getByRole("checkbox", { name: `${NAME} 新建` }).check();
  await page.getByRole("checkbox", { name: `${NAME} 导入` }).check();
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存").first()).toBeVisible();
  await page.goto(`/admin/objects/${LOAN}__c`);
  await page.getByRole("tab", { name: "表单布局" }).click();
  await page.getByRole("listitem").filter({ hasText: /^加急/ }).getByRole("button", { name: "移除" }).click();
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存").first()).toBeVisible();

  // Another administrator changes the layout meanwhile: asked what is to stand, nothing is lost unseen.
  const filter = JSON.stringify({ all: [{ field: "object", op: "eq", value: `${LOAN}__c` }, { field: "kind", op: "eq", value: "form" }] });
  const [layout] = (await api(page, "GET", `/records/layout?filter=${encodeURIComponent(filter)}`))["items"] as { id: number; _version: number; spec: object }[];
  const theirs = { sections: [{ label: "同事的分组", fields: ["name", "x_deposit"] }] };
  await api(page, "PATCH", `/records/layout/${layout?.id}`, { _version: layout?._version, spec: theirs });
  await page.getByRole("button", { name: "添加分组" }).click();
  await page.getByRole("button", { name: "保存" }).click();
  const conflict = page.getByRole("dialog", { name: "这个布局刚被别人修改过" });
  await conflict.getByRole("button", { name: "采用现在的" }).click();
  await expect(page.getByRole("textbox", { name: "分组名称" })).toHaveValue("同事的分组");
  await api(page, "PATCH", `/records/layout/${layout?.id}`, { _version: (layout?._version ?? 0) + 1, spec: layout?.spec });
  await page.getByRole("textbox", { name: "分组名称" }).fill("我的分组");
  await page.getByRole("button", { name: "保存" }).click();
  await conflict.getByRole("button", { name: "用我的覆盖" }).click();
  await expect.poll(async () => (await api(page, "GET", `/records/layout/${layout?.id}`))["spec"]).toEqual({ sections: [{ label: "我的分组", fields: ["name", "x_deposit"] }] });
  await api(page, "PATCH", `/records/layout/${layout?.id}`, { spec: layout?.spec });

  await sales.goto(ADDRESS);
  await expect(sales.getByRole("heading", { level: 1, name: NAME })).toBeVisible();
  await expect(sales.getByText("共 0 条")).toBeVisible();
  await expect(sales.getByRole("link", { name: "导入", exact: true }).or(sales.getByRole("button", { name: "导入", exact: true })).first()).toBeVisible();
  await expect(sales.getByRole("button", { name: "导出" })).toHaveCount(0);
  await sales.goto(`${ADDRESS}/new`);
  await expect(sales.getByLabel("押金")).toBeVisible();
  await expect(sales.getByRole("switch", { name: "加急" })).toHaveCount(0);
  await sales.getByLabel("名称", { exact: true }).fill("销售自借");
  await expect(sales.getByRole("button", { name: /^保存/ })).toBeEnabled();
  await other.close();
});
