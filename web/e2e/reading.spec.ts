import { Buffer } from "node:buffer";
import { expect, test } from "@playwright/test";
import { api, fresh, signIn } from "./support";

test("an encoding in doubt is asked by its letters, and the file is read as chosen", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/o/lead/import");
  // 가각 in EUC-KR, 啊阿 in GBK
  const bytes = Buffer.concat([Buffer.from("name,mobile,source\n"), Buffer.from([0xb0, 0xa1, 0xb0, 0xa2]), Buffer.from(`,19${String(Date.now()).slice(-9)},phone\n`)]);
  await page.locator("input[type=file]").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: bytes });
  await expect(page.getByText("无法确定这个文件的文字编码")).toBeVisible();
  const next = page.getByRole("button", { name: "下一步" });
  await expect(next).toBeDisabled();
  await page.getByRole("radio", { name: /EUC-KR/ }).check();
  await expect(page.getByRole("cell", { name: "가각" })).toBeVisible();
  await expect(next).toBeEnabled();
  await page.getByRole("spinbutton", { name: "列名在第几行" }).fill("2");
  await page.getByRole("spinbutton", { name: "列名在第几行" }).press("Enter");
  await expect(page.getByText("文件里没有数据")).toBeVisible();
});

test("a column without a field gets one from the wizard", async ({ page }) => {
  await signIn(page, "admin");
  const name = fresh("登记");
  await page.goto("/o/account/import");
  await page.locator("input[type=file]").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from(`企业名称,注册资本,所属省份,所属城市\n${name},500万元人民币,浙江省,杭州市\n`) });
  await expect(page.getByText("共 1 行、4 列")).toBeVisible();
  const make = page.getByRole("button", { name: /新建字段“注册资本”/ });
  await make.click();
  await expect(make).toBeHidden();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "导入 1 行" }).click();
  await expect(page.getByRole("button", { name: "撤销这次导入" })).toBeVisible({ timeout: 40_000 });
  const found = await api(page, "POST", "/records/account/query", { filter: { field: "name", op: "eq", value: name }, count: "none" });
  const [account] = found["items"] as Record<string, unknown>[];
  expect([account?.["x_registered_capital"], (account?.["region"] as { code: string }).code]).toEqual(["5000000.00", "330100"]);
});
