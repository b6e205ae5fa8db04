import { expect, test } from "@playwright/test";
import { choose, expectAccessible, fresh, freshMobile, signIn } from "./support";

test("a wrong password is refused in words, and nothing opens", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("用户名").fill("sales1");
  await page.getByLabel("密码", { exact: true }).fill("wrong-password");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
  await expectAccessible(page);
});

test("a salesperson signs in, creates a lead and sees it first in the list", async ({ page }) => {
  const name = fresh("钱多多");
  await page.goto("/o/lead");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("用户名").fill("sales1");
  await page.getByLabel("密码", { exact: true }).fill("guike-demo");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "线索" })).toBeVisible();

  await page.getByRole("button", { name: "新建线索" }).click();
  await page.getByLabel("姓名").fill(name);
  await page.getByLabel("公司").fill("云栖图文有限公司");
  await page.getByLabel("手机").fill(freshMobile());
  await choose(page, "线索来源", "展会");
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "线索" }).click();
  const first = page.getByRole("grid").getByRole("row").nth(1);
  await expect(first).toContainText(name);
  await expectAccessible(page);
});

test("a required field is asked for at the field, and nothing is sent", async ({ page }) => {
  await signIn(page, "sales1");
  await page.goto("/o/account/new");
  await expect(page.getByRole("heading", { level: 1, name: "新建客户" })).toBeVisible();
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/records/account")) sent += 1;
  });
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByText(/请填写/).first()).toBeVisible();
  expect(sent).toBe(0);
});

test("an application whose code did not come says so, and comes with the next attempt", async ({ page }) => {
  await page.route("**/assets/shell-*.js", (route) => route.abort());
  await page.goto("/sign-in");
  await expect(page.getByRole("alert")).toHaveText("页面没有加载成功，请检查网络后重试。");
  await page.unroute("**/assets/shell-*.js");
  await page.getByRole("button", { name: "重新加载" }).click();
  await expect(page.getByLabel("用户名")).toBeVisible();
});
