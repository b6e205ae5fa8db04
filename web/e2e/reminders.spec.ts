import { expect, test } from "@playwright/test";
import { api, expectAccessible, fresh, signIn, SOON } from "./support";

test("[NO-01] [AC-13] the numbers of CRM提醒 follow what happens elsewhere within five seconds, and each opens its list", async ({ page, browser }) => {
  await signIn(page, "sales1");
  await page.goto("/");
  const count = async (label: string) => Number((await page.getByRole("link", { name: new RegExp(`^${label}`) }).locator("strong").textContent())?.replace(/\D/g, ""));
  await expect(page.getByRole("link", { name: /^待办任务/ })).toBeVisible();
  const [tasks, late] = [await count("待办任务"), await count("逾期行动")];
  // The same person on another device.
  const other = await (await browser.newContext()).newPage();
  await signIn(other, "sales1");
  await other.goto("/o/activity");
  const lead = await api(other, "POST", "/records/lead", { name: fresh("客人"), source: "phone" });
  const subject = fresh("寄样品");
  const task = await api(other, "POST", "/records/activity", { kind: "task", subject, planned_end_at: new Date(Date.now() - 60_000).toISOString(), related: [{ object: "lead", id: lead["id"] }] });
  await expect.poll(() => count("待办任务"), { timeout: SOON }).toBe(tasks + 1);
  await expect.poll(() => count("逾期行动"), { timeout: SOON }).toBe(late + 1);
  await page.getByRole("link", { name: "CRM提醒" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: /^逾期行动/ }).click();
  await expect(page.getByRole("link", { name: subject })).toBeVisible();
  await page.goBack();
  await api(other, "POST", `/records/activity/${String(task["id"])}/actions/complete`, { result: "已寄出" });
  await expect.poll(() => count("逾期行动"), { timeout: SOON }).toBe(late);
  await expect.poll(() => count("待办任务"), { timeout: SOON }).toBe(tasks);
});

test("a manager's home shows what waits for his people, what they say, and his day; marketing's what came of campaigns", async ({ page }) => {
  await signIn(page, "manager1");
  await page.goto("/");
  const late = page.getByRole("link", { name: /部门逾期行动/ });
  const count = Number((await late.textContent())?.replace(/\D/g, ""));
  for (const panel of ["今日日程", "部门线索", "部门进行中商机", "下属动态"]) await expect(page.getByRole("region", { name: panel })).toBeVisible();
  await expectAccessible(page);
  await late.click();
  await expect(page).toHaveURL(/view=late_of_people/);
  await expect(page.getByText(new RegExp(`共 ${count} 条`))).toBeVisible();
  await signIn(page, "sales1");
  await page.goto("/");
  await expect(page.getByRole("link", { name: /逾期行动/ })).toHaveCount(1);
  await expect(page.getByRole("region", { name: "我的线索" })).toBeVisible();
  await signIn(page, "marketing1");
  await page.goto("/");
  await expect(page.getByRole("region", { name: "市场活动带来的线索" }).getByRole("listitem").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "待分配线索（按线索池）" })).toBeVisible();
  await expectAccessible(page);
});
