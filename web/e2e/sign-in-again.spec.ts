import { expect, test, type Page } from "@playwright/test";
import { expectAccessible, fresh, PASSWORD } from "./support";

async function enter(page: Page, username: string): Promise<void> {
  const answer = await page.request.post("/api/v1/auth/login", { data: { username, password: PASSWORD } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** The sign-in ends as its time limit ends it: at the server, while the page is open. */
async function end(page: Page): Promise<void> {
  const token = (await page.context().cookies()).find((one) => one.name === "csrftoken")?.value ?? "";
  const answer = await page.request.post("/api/v1/auth/logout", { headers: { "X-CSRFToken": token } });
  expect(answer.status()).toBe(204);
}

test("[IG-09] whose sign-in ends while he writes signs in over the page, and nothing that he typed is lost", async ({ page }) => {
  const company = fresh("续登公司");
  await enter(page, "sales1");
  await page.goto("/o/account/new");
  await page.getByLabel("客户名称").fill(company);
  await end(page);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))); // he looks at it again
  const dialog = page.getByRole("dialog", { name: "请重新登录" });
  await expect(dialog.getByLabel("用户名")).toHaveValue("sales1");
  await expectAccessible(page);
  await dialog.getByLabel("密码", { exact: true }).fill("wrong");
  await dialog.getByRole("button", { name: "登录", exact: true }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "用户名或密码不正确" })).toBeVisible();
  await dialog.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "登录", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel("客户名称")).toHaveValue(company);
  await page.getByRole("button", { name: /^保存/ }).click();
  await expect(page.getByRole("heading", { name: company })).toBeVisible();

  await page.goto("/profile");
  await expect(page.getByRole("columnheader", { name: "无操作时结束于" })).toBeVisible();
  await end(page);
  await page.getByRole("link", { name: "工作台" }).first().click();
  await page.getByRole("dialog", { name: "请重新登录" }).getByRole("button", { name: "换一个人登录" }).click();
  await expect(page).toHaveURL(/sign-in/);
  await expect(page.getByLabel("用户名")).toHaveValue("");
});
