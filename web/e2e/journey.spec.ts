import { expect, test, type Page } from "@playwright/test";
import { cents, desk, detail, drag, fact, idIn, openView, path, pick, sheetsOf, typeLine, type Line } from "./journey";
import { api, choose, expectAccessible, fresh } from "./support";

// With everything that slides and fades, as most people see it.
test.use({ contextOptions: { reducedMotion: "no-preference" } });

const FILE = path("../../examples/exhibition-leads.xlsx");
/** A visitor near the head of the file: not among the fifty that are assigned from its end. */
const PERSON = { name: "陈志强", company: "汀芷教育科技有限公司", initials: "czq" };
const FOLLOW_UP = "电话沟通：客户看过样张，要十台以上的整体报价，下周二带样机上门演示。";

/** 88,569.42 after the discounts of the lines. */
const LINES: Line[] = [
  { code: "LX-L310", product: "岚榭 L310 黑白激光打印机", quantity: "3", off: "5" }, // 1,280 × 3 → 3,648.00
  { code: "LX-L520", product: "岚榭 L520 彩色激光打印机", quantity: "2", off: "10" }, // 3,680 × 2 → 6,624.00
  { code: "LX-L720", product: "岚榭 L720 高速黑白激光打印机", quantity: "1", off: "" }, // 7,980.00
  { code: "LX-L900", product: "岚榭 L900 A3 彩色复合机", quantity: "1", off: "8" }, // 26,800 → 24,656.00
  { code: "LX-T200", product: "岚榭 T200 桌面标签打印机", quantity: "5", off: "12.5" }, // 1,680 × 5 → 7,350.00
  { code: "LX-T400", product: "岚榭 T400 工业标签打印机", quantity: "2", off: "" }, // 8,600 × 2 → 17,200.00
  { code: "HC-L310", product: "L310 硒鼓", quantity: "7", off: "3" }, // 298 × 7 → 2,023.42
  { code: "HC-L900", product: "L900 墨粉套装", quantity: "4", off: "5" }, // 2,680 × 4 → 10,184.00
  { code: "HC-P100", product: "标签纸 100×150 毫米", material: "热敏纸", quantity: "12", off: "15" }, // 520 × 12 → 5,304.00
  { code: "FW-Y1", product: "整机一年维保", quantity: "3", off: "" }, // 1,200 × 3 → 3,600.00, 6 % tax
];

interface Made {
  campaign: number;
  name: string;
  lead: number;
  account: number;
  opportunity: number;
  deal: string;
  order: number;
  number: string;
}

/** A marketing specialist brings an exhibition's visitors into a campaign and the pool. */
async function importIntoCampaign(page: Page, made: Made): Promise<void> {
  await page.goto("/o/campaign/new");
  await page.getByLabel("活动名称").fill(made.name);
  await choose(page, "活动类型", "展会");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: made.name })).toBeVisible();
  made.campaign = idIn(page);
  await page.getByRole("tab", { name: "线索", exact: true }).click();
  await expect(page.getByText("暂无您可查看的线索。")).toBeVisible();
  await page.getByRole("link", { name: "导入", exact: true }).click();
  await page.locator("input[type=file]").first().setInputFiles(FILE);
  await expect(page.getByText("共 200 行、12 列")).toBeVisible();
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText("已预检全部 200 行")).toBeVisible();
  await expect(page.getByRole("group", { name: "预计结果" })).toHaveText("将新建178将更新0将跳过12将失败10");
  await expect(page.getByText(made.name, { exact: true })).toBeVisible();
  await pick(page, page.getByRole("combobox", { name: "线索池" }), "hb", "华北线索池");
  await expectAccessible(page);
  await page.getByRole("button", { name: "导入 200 行" }).click();
  await expect(page.getByRole("progressbar", { name: "导入" }).first()).toBeVisible();
  await expect(page.getByText("已完成，共 200 条").first()).toBeVisible({ timeout: 60_000 });
  const counts = page.locator(".ant-statistic");
  for (const [at, text] of ["新建178", "更新0", "跳过12", "失败10"].entries()) await expect(counts.nth(at)).toHaveText(text);
}

/** What was not taken, with the row's number, the reason and the cells as they were. */
async function readErrorFile(page: Page): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "下载错误文件" }).click()]);
  expect(download.suggestedFilename()).toBe("exhibition-leads-未导入.xlsx");
  const sheets = sheetsOf(await download.path());
  expect(Object.keys(sheets)).toEqual(["未导入", "已跳过", "已导入，请核对"]);
  const [head, ...failed] = sheets["未导入"] ?? [];
  expect(head?.slice(0, 6)).toEqual(["行号", "原因", "姓名", "公司名称", "职务", "手机号"]);
  expect(failed.map((row) => Number(row[0]))).toEqual([14, 31, 48, 65, 82, 99, 116, 133, 150, 167]);
  expect(String(failed[0]?.[1])).toContain("手机号：电话号码无效，请填写如 13800138000");
  expect(failed[0]?.slice(2, 4)).toEqual(["林一鸣", "砚禾物流股份有限公司"]);
  expect(String(failed[5]?.[1])).toContain("火星北");
  const skipped = (sheets["已跳过"] ?? []).slice(1);
  expect(skipped).toHaveLength(12);
  expect(skipped.every((row) => String(row[1]).includes("重复"))).toBe(true);
  const [, noted] = sheets["已导入，请核对"] ?? [];
  expect(noted?.slice(0, 2)).toEqual([2, "公司名称：公司与客户“筠溪图文快印有限公司”相同，请核对是否重复"]);
}

/** What the importer sees afterwards: the leads, waiting in the pool; nothing that is not there. */
async function seeImported(page: Page, made: Made): Promise<void> {
  await page.getByRole("button", { name: `回到${made.name}` }).click();
  await expect(fact(page, "线索数")).toHaveText("178");
  await page.getByRole("tab", { name: "线索", exact: true }).click();
  await page.getByRole("link", { name: "在列表中打开" }).click();
  await expect(page.getByText("共 178 条")).toBeVisible();
  const first = page.getByRole("grid").getByRole("row").nth(1);
  await expect(first).toContainText("未分配");
  await expect(first).toContainText("华北线索池");
}

async function assignFifty(page: Page, made: Made): Promise<void> {
  await page.goto("/o/lead");
  await openView(page, "线索池");
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  const panel = page.getByRole("dialog", { name: "筛选" });
  await panel.getByRole("button", { name: "添加条件", exact: true }).click();
  await panel.getByRole("combobox", { name: "字段" }).last().fill("市场活动");
  await page.locator(".ant-cascader-menu-item").filter({ hasText: /^市场活动$/ }).click();
  await pick(page, panel.getByRole("combobox", { name: "市场活动 的值" }), made.name, made.name);
  await panel.getByRole("button", { name: "应用筛选" }).click();
  await expect(page.getByText("共 178 条")).toBeVisible();
  await page.getByRole("grid").getByRole("row").nth(1).getByRole("checkbox").check();
  const bar = page.getByRole("region", { name: "批量操作" });
  await expect(bar.getByRole("spinbutton", { name: "选择前多少条" })).toHaveValue("50");
  await bar.getByRole("button", { name: "选中", exact: true }).click();
  await expect(bar).toContainText("已选 50 条");
  await bar.getByRole("button", { name: "分配" }).click();
  const dialog = page.getByRole("dialog", { name: "分配 · 50 条记录" });
  await pick(page, dialog.getByRole("combobox", { name: "负责人" }), "sales3", "华北标签产品部");
  await dialog.getByRole("button", { name: "分配" }).click();
  await expect(page.getByText("分配：50 条全部成功")).toBeVisible();
  await expect(page.getByText("共 128 条")).toBeVisible();
}

async function claimAndFollowUp(page: Page, made: Made): Promise<void> {
  await page.goto("/o/lead");
  await openView(page, "线索池");
  await page.getByRole("textbox", { name: "搜索线索" }).fill(PERSON.initials);
  const row = page.getByRole("row").filter({ hasText: PERSON.company }).filter({ hasText: made.name });
  await row.getByRole("link", { name: PERSON.name }).click();
  await expect(page.getByRole("heading", { level: 1, name: PERSON.name })).toBeVisible();
  made.lead = idIn(page);
  await page.getByRole("button", { name: "领取" }).click();
  await expect(page.getByText("已领取")).toBeVisible();
  await page.getByRole("button", { name: "写跟进" }).click();
  const box = page.getByRole("textbox", { name: "写跟进" });
  await expect(box).toBeFocused();
  await box.fill(FOLLOW_UP);
  await box.press("Control+Enter");
  await expect(page.getByRole("listitem").filter({ hasText: FOLLOW_UP })).toBeVisible();
  await expect(page.locator(".gk-record-head")).toContainText("跟进中");
}

async function convert(page: Page, made: Made): Promise<void> {
  await page.getByRole("button", { name: "转换", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "转换线索" });
  await expect(dialog.getByRole("textbox", { name: "客户名称" })).toHaveValue(PERSON.company);
  await expect(dialog.getByRole("textbox", { name: "联系人姓名" })).toHaveValue(PERSON.name);
  await dialog.getByLabel("商机名称").fill(made.deal);
  await dialog.getByLabel("预计金额").fill("90000");
  await dialog.getByRole("button", { name: "转换", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: made.deal })).toBeVisible();
  made.opportunity = idIn(page);
  await expect(detail(page, "客户")).toHaveText(PERSON.company);
  await expect(detail(page, "主要联系人")).toHaveText(PERSON.name);
  await expect(detail(page, "来源活动")).toHaveText(made.name);
  made.account = ((await api(page, "GET", `/records/opportunity/${made.opportunity}`))["account"] as { id: number }).id;
}

/** One stage on the board with the mouse, two on the page. */
async function advance(page: Page, made: Made): Promise<void> {
  await page.goto(`/o/opportunity?kind=board&q=${encodeURIComponent(made.deal)}`);
  const target = page.getByRole("region", { name: "需求确认" });
  await drag(page, page.getByRole("region", { name: "初步接洽" }).getByText("¥90,000.00"), target);
  const ask = page.getByRole("dialog", { name: /推进阶段/ });
  const moved = target.getByText(made.deal);
  await expect(ask.or(moved).first()).toBeVisible();
  if (await ask.isVisible()) await ask.getByRole("button", { name: "推进阶段" }).click();
  await expect(moved).toBeVisible();

  await page.goto(`/o/opportunity/${made.opportunity}`);
  const way = page.getByRole("navigation", { name: /进度/ });
  await expect(way.getByRole("button", { name: "需求确认" })).toHaveAttribute("aria-current", "step");
  for (const stage of ["方案报价", "商务谈判"]) {
    await way.getByRole("button", { name: stage }).click();
    const dialog = page.getByRole("dialog", { name: /推进阶段/ });
    await dialog.getByLabel("阶段反馈").fill(`${stage}：客户已确认`);
    await dialog.getByRole("button", { name: "推进阶段" }).click();
    await expect(way.getByRole("button", { name: stage })).toHaveAttribute("aria-current", "step");
  }
}

async function order(page: Page, made: Made): Promise<void> {
  await page.getByRole("button", { name: "新建相关" }).click();
  await page.getByRole("menuitem", { name: "销售订单" }).click();
  const form = page.getByRole("dialog", { name: "新建销售订单" });
  await expect(form.getByTitle(PERSON.company)).toBeVisible();
  await expect(form.getByLabel("下单日期")).toHaveValue(/^\d{4}-\d\d-\d\d$/);
  await form.getByRole("button", { name: /添加一行/ }).click();
  for (const [at, line] of LINES.entries()) {
    if (at > 0) await page.keyboard.press("Control+Enter");
    await typeLine(page, at + 1, line);
  }
  const totals = form.getByLabel("金额预估");
  await expect(totals).toContainText("明细合计¥88,569.42");
  await form.getByRole("textbox", { name: /^整单金额/ }).fill("86000");
  await expect(totals).toContainText("整单优惠-¥2,569.42");
  await expect(totals).toContainText("应付合计¥86,000.00");
  const tax = /税额¥([\d,]+\.\d\d)/.exec((await totals.textContent()) ?? "")?.[1]?.replace(",", "");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("heading", { level: 1, name: /^SO/ })).toBeVisible();
  made.order = idIn(page);
  await expect(fact(page, "订单金额")).toHaveText("¥86,000.00");
  const saved = await api(page, "GET", `/records/sales_order/${made.order}`);
  made.number = String(saved["number"]);
  const lines = saved["lines"] as Record<string, unknown>[];
  expect(lines).toHaveLength(10);
  expect(lines.map((line) => cents(line["net_amount"])).reduce((sum, one) => sum + one)).toBe(8_600_000n);
  expect(lines.map((line) => cents(line["amount"])).reduce((sum, one) => sum + one)).toBe(8_856_942n);
  expect(cents(saved["order_discount_amount"])).toBe(256_942n);
  expect(String(tax)).toBe(String(saved["tax_amount"]).replace(/(\.\d\d)0*$/, "$1"));
  expect(lines.map((line) => cents(line["tax_amount"])).reduce((sum, one) => sum + one)).toBe(cents(saved["tax_amount"]));
  await page.getByRole("button", { name: "提交", exact: true }).click();
  const asked = page.getByRole("dialog", { name: /^提交/ });
  await expect(asked).toContainText("¥86,000.00");
  await asked.getByRole("button", { name: "提交" }).click();
  await expect(page.locator(".gk-record-head")).toContainText("待发货");
}

async function win(page: Page, made: Made): Promise<void> {
  await page.goto(`/o/opportunity/${made.opportunity}`);
  await page.getByRole("button", { name: "赢单" }).click();
  const dialog = page.getByRole("dialog", { name: /赢单/ });
  await dialog.getByLabel("成交金额").fill("86000");
  await dialog.getByRole("button", { name: "赢单" }).click();
  await expect(page.locator(".gk-record-head")).toContainText("赢单");
}

/** His manager finds lead, customer, opportunity and order, and reads what was said. */
async function managerSees(page: Page, made: Made): Promise<void> {
  await page.goto(`/o/lead/${made.lead}?tab=timeline`);
  await expect(page.getByRole("heading", { level: 1, name: PERSON.name })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: FOLLOW_UP })).toBeVisible();
  await page.goto(`/o/account?q=${encodeURIComponent(PERSON.company)}`);
  await page.getByRole("grid").getByRole("link", { name: PERSON.company }).click();
  await page.getByRole("tab", { name: "跟进动态" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: FOLLOW_UP })).toBeVisible();
  await page.goto(`/o/opportunity?q=${encodeURIComponent(made.deal)}`);
  await expect(page.getByRole("grid").getByRole("link", { name: made.deal })).toBeVisible();
  await page.goto(`/o/sales_order/${made.order}`);
  await expect(fact(page, "订单金额")).toHaveText("¥86,000.00");
  await expect(page.getByRole("region", { name: "订单明细" }).getByRole("row")).toHaveCount(11);
}

/** A salesperson of another branch finds none of it: no list, no address, no search. */
async function otherBranchSeesNothing(page: Page, made: Made): Promise<void> {
  const all: [object: string, id: number, q: string][] = [
    ["lead", made.lead, PERSON.company], ["account", made.account, PERSON.company], ["opportunity", made.opportunity, made.deal], ["sales_order", made.order, made.number],
  ];
  for (const [object, id, q] of all) {
    expect((await page.request.get(`/api/v1/records/${object}/${id}`)).status()).toBe(404);
    expect((await page.request.get(`/api/v1/records/${object}/${id}/timeline`)).status()).toBe(404);
    expect((await api(page, "POST", `/records/${object}/query`, { q, count: "exact" }))["total"]).toBe(0);
  }
  await page.goto(`/o/account?q=${encodeURIComponent(PERSON.company)}`);
  await expect(page.getByText(`没有找到“${PERSON.company}”`)).toBeVisible();
  await page.goto(`/o/sales_order/${made.order}`);
  await expect(page.getByText("找不到这条数据，它可能已被删除，或者您无权查看")).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "搜索记录、命令" }).fill(made.deal);
  await expect(page.getByText(`没有找到“${made.deal}”`)).toBeVisible();
  expect((await api(page, "GET", `/search?q=${encodeURIComponent(made.deal)}`))["items"]).toEqual([]);
}

async function campaignShows(page: Page, made: Made): Promise<void> {
  await page.goto(`/o/campaign/${made.campaign}`);
  for (const [label, value] of [["线索数", "178"], ["商机数", "1"], ["订单金额", "¥86,000.00"]]) await expect(fact(page, String(label))).toHaveText(String(value));
  for (const [label, value] of [["转换线索数", "1"], ["商机金额", "¥86,000.00"], ["赢单金额", "¥86,000.00"]]) await expect(detail(page, String(label))).toHaveText(String(value));
  await expectAccessible(page);
}

test("[CA-01] [CA-02] [LD-03] [LD-18] [LP-04] [LP-05] [LF-01] [LF-03] [CV-01] [CV-07] [CV-08] [OP-14] [OR-01] [OR-03] from an exhibition's list to an order: what each one does and sees", async ({ browser }) => {
  test.setTimeout(420_000);
  const name = fresh("冬季打印展");
  const made: Made = { campaign: 0, name, lead: 0, account: 0, opportunity: 0, deal: `${name}整体采购`, order: 0, number: "" };
  const marketing = await desk(browser, "marketing1");
  await test.step("marketing imports into a campaign", () => importIntoCampaign(marketing, made));
  await test.step("the error file says why", () => readErrorFile(marketing));
  await test.step("marketing sees the leads in the pool", () => seeImported(marketing, made));
  const keeper = await desk(browser, "pooladmin1");
  await test.step("the pool administrator assigns fifty", () => assignFifty(keeper, made));
  const sales = await desk(browser, "sales1");
  await test.step("a salesperson finds one by initials, claims it, follows up", () => claimAndFollowUp(sales, made));
  await test.step("and converts it", () => convert(sales, made));
  await test.step("and moves it through the stages", () => advance(sales, made));
  await test.step("and orders ten lines", () => order(sales, made));
  await test.step("and wins", () => win(sales, made));
  await test.step("the manager sees all of it", async () => managerSees(await desk(browser, "manager1"), made));
  await test.step("another branch sees none of it", async () => otherBranchSeesNothing(await desk(browser, "sales2"), made));
  await test.step("the campaign counts it", () => campaignShows(marketing, made));
});
