import { expect, test, type Locator, type Page } from "@playwright/test";
import { detail, desk, fact, openView, sheetsOf } from "./journey";
import { choose, expectAccessible, fresh, signIn } from "./support";

const REASON = fresh("拜访客户的高铁票");

/** The dialog of an action on the record that is open. */
async function act(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name, exact: true }).click();
  return page.getByRole("dialog", { name: new RegExp(`^${name}`) });
}

test("[CE-03] [CE-04] an expense is asked for, approved by the superior, exported by finance and paid, never more than was approved", async ({ page, browser }) => {
  await signIn(page, "sales1");
  await page.goto("/o/expense/new");
  await choose(page, /费用类型/, "差旅费");
  await page.getByRole("spinbutton", { name: /申请金额/ }).or(page.getByRole("textbox", { name: /申请金额/ })).fill("1280.50");
  await page.getByRole("textbox", { name: /事由/ }).fill(REASON);
  await page.keyboard.press("Control+s");
  const title = page.locator(".gk-record-head h1");
  await expect(title).toHaveText(/^EX\d{8}-\d{4}/);
  const number = (await title.innerText()).trim();
  // Nobody pays a draft.
  await expect(page.locator(".gk-record-head")).toContainText("草稿");
  await expect(page.getByRole("button", { name: "报销", exact: true })).toHaveCount(0);
  const asked = await act(page, "提交");
  await expect(asked).toContainText("1,280.50");
  await asked.getByRole("button", { name: "提交", exact: true }).last().click();
  await expect(page.locator(".gk-record-head")).toContainText("待审批");
  const where = new URL(page.url()).pathname;

  const manager = await desk(browser, "manager1");
  await manager.goto("/approvals");
  await manager.getByRole("button", { name: number, exact: true }).click();
  const panel = manager.getByRole("dialog").filter({ hasText: "审批过程" });
  await expect(panel).toContainText("1,280.50");
  await expect(panel).toContainText(REASON);
  await panel.getByRole("group", { name: "审批操作" }).getByRole("button", { name: "同意", exact: true }).click();
  const decision = manager.getByRole("dialog", { name: /^同意 · / });
  await decision.getByRole("button", { name: "同意", exact: true }).last().click();
  await expect(decision).toBeHidden();
  await expect(page.locator(".gk-record-head")).toContainText("已批准");

  const finance = await desk(browser, "finance1");
  await finance.goto("/o/expense");
  await openView(finance, "待报销");
  await finance.getByRole("textbox", { name: "搜索费用申请" }).fill(number);
  await expect(finance.getByRole("row").filter({ hasText: number })).toContainText("1,280.50");
  await finance.getByRole("button", { name: "导出", exact: true }).click();
  const exporting = finance.getByRole("dialog", { name: "导出费用申请" });
  const [download] = await Promise.all([finance.waitForEvent("download"), exporting.getByRole("button", { name: "开始导出" }).click()]);
  const [rows] = Object.values(sheetsOf(await download.path()));
  const [head = [], ...lines] = rows ?? [];
  expect(lines.map((line) => [line[head.indexOf("编号")], line[head.indexOf("批准金额")]])).toEqual([[number, 1280.5]]);

  await finance.goto(where);
  const paying = await act(finance, "报销");
  await paying.getByLabel("报销金额").fill("1280.51");
  await paying.getByLabel("报销单号").fill("WB-1");
  await paying.getByRole("button", { name: "报销", exact: true }).last().click();
  await expect(paying.locator(".ant-form-item-has-error").filter({ hasText: "报销金额" })).toContainText("不超过未报销的 1280.50");
  await expectAccessible(finance);
  await paying.getByLabel("报销金额").fill("1280.50");
  await paying.getByRole("button", { name: "报销", exact: true }).last().click();
  await expect(paying).toBeHidden();
  await expect(fact(finance, "已报销金额")).toContainText("1,280.50");
  await expect(detail(finance, "状态")).toHaveText("已报销");
  await expect(detail(finance, "报销单号")).toHaveText("WB-1");
  await expect(finance.getByRole("button", { name: "报销", exact: true })).toBeDisabled();
});
