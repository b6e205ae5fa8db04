import { Buffer } from "node:buffer";
import { expect, test } from "@playwright/test";
import { api, choose, expectAccessible, fresh, signIn } from "./support";

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

test("foreign words are explained in place, the whole file is told beforehand, and both are remembered", async ({ page }) => {
  await signIn(page, "admin");
  const [first, second, other, saved] = [fresh("甲"), fresh("乙"), fresh("丙"), fresh("对照")];
  const file = (...names: string[]) => ({ name: "客户.csv", mimeType: "text/csv", buffer: Buffer.from(`客户名称,客户级别,状态,邮箱\n${names.map((name, at) => `${name},A 级,${at + 1},`).join("\n")}\n`) });
  const would = page.getByRole("group", { name: "预计结果" });
  await page.goto("/o/account/import");
  await page.locator("input[type=file]").setInputFiles(file(first, second));
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(would).toHaveText("将新建0将更新0将跳过0将失败2");
  const one = page.getByRole("combobox", { name: "“状态”列的“1”对应到" });
  await one.focus();
  await page.keyboard.type("潜在");
  await page.keyboard.press("Enter");
  await expect(would).toHaveText("将新建1将更新0将跳过0将失败1");
  await choose(page, "“状态”列的“2”对应到", "正式");
  await expect(would).toHaveText("将新建2将更新0将跳过0将失败0");
  await expectAccessible(page);
  await page.getByLabel("保存这次的对应关系和处理方式").fill(saved);
  await page.getByRole("button", { name: "导入 2 行" }).click();
  await expect(page.getByRole("button", { name: "撤销这次导入" })).toBeVisible({ timeout: 40_000 });
  const found = await api(page, "POST", "/records/account/query", { filter: { field: "name", op: "in", value: [first, second] }, sort: ["id"], fields: ["name", "level", "status"], count: "none" });
  expect(found["items"]).toMatchObject([{ name: first, level: "A", status: "potential" }, { name: second, level: "A", status: "formal" }]);

  await page.getByRole("button", { name: "再导入一个文件" }).click();
  await page.locator("input[type=file]").setInputFiles(file(other));
  await choose(page, "使用保存过的对应关系", saved);
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(would).toHaveText("将新建1将更新0将跳过0将失败0");
});
