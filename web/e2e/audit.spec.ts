import { expect, test } from "@playwright/test";
import { api, expectAccessible, freshChinese, signIn } from "./support";

const SETTING = "一小时内最多显示原值次数";

test("an administrator finds what was changed, reads old and new, and opens it; a salesperson is refused [PM-37]", async ({ page, browser }) => {
  test.slow();
  const { name } = freshChinese();
  await signIn(page, "admin");
  const before = (await api(page, "GET", "/settings")) as unknown as { items: { key: string; value: number }[] };
  const old = before.items.find((one) => one.key === "privacy.reveals_per_hour")?.value ?? 0;
  const role = await api(page, "POST", "/records/role", { name, permissions: { lead: ["view"] } });

  await test.step("he changes a role and a setting", async () => {
    await page.goto(`/o/role/${String(role["id"])}`);
    await page.getByRole("button", { name: "编辑", exact: true }).click();
    await page.getByLabel("单次导出上限").fill("500");
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await expect(page.getByText("500", { exact: true }).first()).toBeVisible();
    await page.goto("/admin/settings");
    await page.getByLabel(SETTING).fill(String(old + 11));
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await expect.poll(async () => {
      const now = (await api(page, "GET", "/settings")) as unknown as typeof before;
      return now.items.find((one) => one.key === "privacy.reveals_per_hour")?.value;
    }).toBe(old + 11);
  });

  await test.step("he finds both by search, and reads old and new", async () => {
    await page.goto("/o/audit_entry");
    const box = page.getByRole("textbox", { name: "搜索审计日志" });
    await box.fill(name);
    const row = page.getByRole("row").filter({ hasText: "修改角色" });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("单次导出上限：空 → 500");
    await expectAccessible(page);
    await row.getByRole("link", { name: /^20/ }).click();
    await expect(page.locator(".gk-record-head h1")).toHaveText("修改角色");
    const changed = page.getByRole("row", { name: "单次导出上限 空 500" });
    await expect(changed).toBeVisible();
    await expect(page.getByText("export_rows")).toBeHidden();
    await page.getByText("显示", { exact: true }).click();
    await expect(page.getByText("export_rows")).toBeVisible();
    await expectAccessible(page);
    await page.goto("/o/audit_entry");
    await box.fill(SETTING);
    await expect(page.getByRole("row").filter({ hasText: "修改系统设置" }).first()).toContainText(`→ ${old + 11}`);
  });

  await test.step("he opens the role by its link, and from there all that the audit has of it", async () => {
    await page.goto("/o/audit_entry");
    await page.getByRole("textbox", { name: "搜索审计日志" }).fill(name);
    await page.getByRole("row").filter({ hasText: "修改角色" }).getByRole("link", { name }).click();
    await expect(page.locator(".gk-record-head h1")).toHaveText(name);
    await page.getByRole("tab", { name: "修改历史" }).click();
    await page.getByRole("link", { name: "在审计日志中查看" }).click();
    await expect(page.getByRole("row").filter({ hasText: "新建角色" })).toHaveCount(1);
    await expect(page.getByText("共 2 条")).toBeVisible();
  });

  await test.step("he takes the lines with him, which is noted", async () => {
    await page.getByRole("button", { name: "导出", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "导出审计日志" });
    const [download] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "开始导出" }).click()]);
    expect(download.suggestedFilename()).toContain("审计日志");
    await page.goto("/o/audit_entry?view=exchanges");
    const row = page.getByRole("row").filter({ hasText: "导出完成" }).first();
    await expect(row).toContainText("审计记录");
    await expect(row).toContainText("记录数：2");
  });

  await test.step("a salesperson sees nothing of it", async () => {
    const sales = await (await browser.newContext()).newPage();
    await signIn(sales, "sales1");
    await sales.goto("/o/audit_entry");
    await expect(sales.getByText(name)).toHaveCount(0);
    await expect(sales.getByRole("row")).toHaveCount(0);
    const answer = await sales.request.get("/api/v1/records/audit_entry");
    expect(answer.status()).toBe(403);
    await sales.goto("/o/lead");
    await expect(sales.getByRole("link", { name: "审计日志" })).toHaveCount(0);
  });

  await api(page, "PATCH", "/settings", { "privacy.reveals_per_hour": null });
});
