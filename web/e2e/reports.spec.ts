import { expect, test, type Locator, type Page } from "@playwright/test";
import { desk, options, sheetsOf } from "./journey";
import { expectAccessible, fresh, SOON, signIn } from "./support";

const DEALS = "按市场活动统计线索转化过程（含商机）";
const STAGES = "在谈商机按阶段";
const PROCESS = ["初步接洽", "需求确认", "方案报价", "商务谈判", "合同签订"];

function table(page: Page, name: string): Locator {
  return page.getByRole("region", { name: `报表“${name}”的数字` });
}

/** The cells of a line, by the first of them. */
function line(page: Page, report: string, first: string | RegExp): Locator {
  return table(page, report).getByRole("row", { name: first });
}

test("a report that takes too long is computed in the background, and the reminder opens the answer", async ({ page }) => {
  await signIn(page, "manager2");
  const name = "线索来源转化分析";
  // The server does not wait so long in a test: only its refusal is made up, the job is real.
  await page.route("**/api/v1/reports/templates/*/run", (route) => {
    if ((route.request().postDataJSON() as { as_job?: boolean }).as_job) return route.fallback();
    return route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ status: 503, code: "report.too_slow", detail: "计算超过 30 秒；请在后台计算，或缩小范围、减少分组" }) });
  });
  await page.goto("/reports");
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("alert")).toContainText("计算超过 30 秒");
  await expectAccessible(page);
  const read = page.waitForResponse((answer) => answer.url().endsWith("/notifications/read"));
  await page.getByRole("button", { name: "在后台计算" }).click();
  await expect(page).toHaveURL(/\?run=\d+$/);
  await expect(line(page, name, /^合计/)).toBeVisible({ timeout: SOON });
  const total = await line(page, name, /^合计/).innerText();
  await read; // the page says so itself, so it does not wait among the unread
  await page.goto("/notifications");
  const reminder = page.getByText(`报表“${name}”已算好`).first();
  await expect(reminder).toBeVisible();
  await expect(page.getByRole("button", { name: /^后台计算的报表 \(/ })).toHaveCount(0);
  await reminder.click();
  await expect(page).toHaveURL(/\/reports\/template\/leads_by_source\?run=\d+$/);
  await expect(line(page, name, /^合计/)).toHaveText(total.replaceAll("\t", ""), { timeout: SOON });
});

test("[RP-01] [PM-28] a marketing manager runs a template, opens what is behind a figure, narrows, exports, keeps and shares it; a salesperson counts only his own", async ({ page, browser }) => {
  await signIn(page, "marketing2");
  await page.goto("/");
  await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "报表" }).click();
  await page.getByRole("textbox", { name: "按名称查找报表" }).fill("含商机");
  await page.getByRole("link", { name: DEALS }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(DEALS);
  const first = table(page, DEALS).getByRole("row").nth(1);
  const campaign = (await first.getByRole("rowheader").innerText()).trim();
  const figure = first.getByRole("cell").first().getByRole("link");
  const leads = (await figure.innerText()).trim();
  expect(Number(leads.replaceAll(",", ""))).toBeGreaterThan(0);
  // Customers are counted for him, whom he may not see: a number that opens nothing.
  await expect(first.getByRole("cell").nth(1).getByTitle("只能统计，不能打开")).toHaveText(/^\d+$/);
  await expect(page.getByText("标灰的数字只能统计")).toBeVisible();
  await expect(table(page, DEALS).getByRole("columnheader", { name: /^商机金额（¥）/ })).toBeVisible();
  await page.getByRole("button", { name: /^“线索数”是线索的条数.*各组相加等于合计/ }).focus();
  await expect(page.getByRole("tooltip")).toContainText("各组相加等于合计");
  await expectAccessible(page);

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出", exact: true }).click()]);
  const [sheet = []] = Object.values(sheetsOf(await download.path()));
  expect(sheet.find((row) => row[0] === campaign)?.[1]).toBe(Number(leads.replaceAll(",", "")));

  await figure.click();
  await expect(page).toHaveURL(/\/o\/lead\?filter=/);
  await expect(page.locator(".gk-count")).toHaveText(`共 ${leads} 条`, { timeout: SOON });
  await expect(page.locator(".gk-filter-line")).toContainText(`市场活动 是 ${campaign}`);
  await page.goBack();
  await table(page, DEALS).getByRole("link", { name: campaign, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(campaign);
  await page.getByRole("tab", { name: "统计", exact: true }).click();
  const told = page.locator(".gk-section", { has: page.getByRole("link", { name: DEALS }) });
  await expect(told.locator("dl > div", { hasText: "线索数" }).locator("dd")).toHaveText(leads, { timeout: SOON });
  await page.goBack();

  const name = fresh("展会转化");
  await page.getByRole("button", { name: "另存为我的报表" }).click();
  const keeping = page.getByRole("dialog", { name: "另存为我的报表" });
  await keeping.getByLabel("报表名称").fill(name);
  await keeping.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await page.getByRole("button", { name: "共享", exact: true }).click();
  const seller = await desk(browser, "sales1");
  await seller.goto("/reports");
  const person = (await seller.locator(".gk-profile-name").innerText()).trim();
  const sharing = page.getByRole("dialog", { name: "共享" });
  // He may not look through the roles, so nothing is shared with them.
  await expect(sharing.getByLabel("角色")).toHaveCount(0);
  await sharing.getByLabel("人员").fill(person);
  await options(page).filter({ hasText: person }).first().click();
  await sharing.getByRole("button", { name: "保存", exact: true }).click();
  await expect(sharing).toBeHidden();

  await seller.reload();
  const shared = seller.getByRole("region", { name: "共享给我的报表" });
  await expect(shared.getByRole("link", { name })).toBeVisible();
  await shared.getByRole("link", { name: STAGES }).click();
  // As the process has them, not by the alphabet.
  const rows = table(seller, STAGES).locator("tbody th");
  await expect(rows.last()).toHaveText("合计");
  const stages = (await rows.allInnerTexts()).map((one) => one.trim()).slice(0, -1);
  expect(stages.length).toBeGreaterThan(1);
  expect(stages).toEqual(PROCESS.filter((one) => stages.includes(one)));
  await seller.goto("/reports");
  await seller.getByRole("link", { name: "按员工统计线索转换情况" }).click();
  const own = "按员工统计线索转换情况";
  const total = (await line(seller, own, /^合计/).getByRole("link").innerText()).trim();
  const people = await line(seller, own, /小计/).locator("th:first-child").allInnerTexts();
  expect(people.map((one) => one.trim())).toEqual([person, "未分配"]);
  // The second group stays in sight as well, behind the first.
  await expect(line(seller, own, /小计/).first().locator(".gk-report-key")).toHaveCSS("left", /^[1-9][\d.]*px$/);
  await expect(seller.getByRole("button", { name: "导出", exact: true })).toHaveCount(0);
  await line(seller, own, /^合计/).getByRole("link").click();
  await expect(seller.locator(".gk-count")).toHaveText(`共 ${total} 条`, { timeout: SOON });
});
