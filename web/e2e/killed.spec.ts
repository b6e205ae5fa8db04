import { expect, test } from "@playwright/test";
import { idIn } from "./journey";
import { strike } from "./processes";
import { api, fresh, makeLead, signIn } from "./support";

const ROWS = 3000;

test("[LD-03] kill -9 of the worker in mid-import: who watches sees it go on and finish, nothing is lost, nothing comes twice", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, "marketing1");
  const name = fresh("中断");
  const stamp = String(Date.now()).slice(-4); // 19…: nobody of the demo company
  const rows = Array.from({ length: ROWS }, (_, at) => `${name}${at},${name}第${at}公司,19${stamp}${String(at).padStart(5, "0")},展会`);
  rows[100] = `${name}坏行,${name}坏公司,12,展会`;
  rows[200] = rows[7] ?? "";
  await page.goto("/o/lead/import");
  await page.locator("input[type=file]").first().setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(["姓名,公司,手机,线索来源", ...rows].join("\n")) });
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText(`已预检全部 ${ROWS} 行`)).toBeVisible({ timeout: 60_000 }); // a trial adds rows, too
  const { struck } = await strike("worker", "lead", 1);
  await page.getByRole("button", { name: `导入 ${ROWS} 行` }).click();
  await expect(page).toHaveURL(/job=\d+/);
  const job = new URL(page.url()).searchParams.get("job");
  await struck;
  const cut = await api(page, "GET", `/jobs/${job}`);
  expect([cut["status"], Number(cut["done"]) > 0, Number(cut["done"]) < ROWS]).toEqual(["running", true, true]);
  await expect(page.getByRole("progressbar", { name: "导入" }).first()).toBeVisible();
  await expect(page.getByText(`已完成，共 ${ROWS} 条`).first()).toBeVisible({ timeout: 150_000 });
  const counts = page.locator(".ant-statistic");
  for (const [at, text] of ["新建2,998", "更新0", "跳过1", "失败1"].entries()) await expect(counts.nth(at)).toHaveText(text);
  const mine = { field: "company", op: "starts_with", value: name };
  const found = await api(page, "POST", "/records/lead/query", { filter: mine, count: "exact", limit: 1 });
  expect(found["total"]).toBe(ROWS - 2);
});

test("[CV-01] [CV-10] kill -9 of the web process in mid-conversion: it is done once", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, "sales1");
  const name = fresh("半途");
  const lead = await makeLead(page, name);
  const counted = async (object: string): Promise<unknown> =>
    (await api(page, "POST", `/records/${object}/query`, { filter: { field: "lead", op: "eq", value: lead["id"] }, count: "exact", limit: 1 }))["total"];
  await page.goto(`/o/lead/${lead["id"]}`);
  await page.getByRole("button", { name: "转换", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "转换线索" });
  await dialog.getByLabel("商机名称").fill(`${name}采购`);
  const { struck } = await strike("web", "opportunity");
  await dialog.getByRole("button", { name: "转换", exact: true }).click();
  await struck;
  // The browser may send it again by itself, or tell: then the person presses again. Either way it is one attempt.
  const done = page.getByRole("heading", { level: 1, name: `${name}采购` });
  const told = dialog.getByRole("alert");
  await expect(done.or(told).first()).toBeVisible({ timeout: 90_000 });
  await expect.poll(() => page.request.get("/readyz").then((answer) => answer.status(), () => 0), { timeout: 90_000 }).toBe(200);
  if (await told.isVisible()) await dialog.getByRole("button", { name: "转换", exact: true }).click();
  await expect(done).toBeVisible();
  expect(idIn(page)).toBeGreaterThan(0);
  expect([(await api(page, "GET", `/records/lead/${lead["id"]}`))["status"], await counted("account"), await counted("opportunity")]).toEqual(["converted", 1, 1]);
});
