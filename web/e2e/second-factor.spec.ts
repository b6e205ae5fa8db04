import { createHmac } from "node:crypto";
import { expect, test, type Page } from "@playwright/test";
import { expectAccessible, fresh, signIn } from "./support";

const PASSWORD = "violet-Harbour-9";
/** What the administrator chose for him. */
const GIVEN = "indigo-Meadow-4";

/** The code that an authenticator app shows for this key, so many half minutes from now. */
function codeOf(secret: string, later = 0): string {
  const bits = [...secret.replace(/\s/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac("sha1", key).update(step).digest();
  const start = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function typeIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

test("a person changes the password that he was given, sets up the second step, signs in with a code, and once with a recovery code", async ({ page }) => {
  const username = fresh("factor");
  await signIn(page, "admin");
  await page.goto("/profile");
  const token = await page.evaluate(() => document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "");
  const made = await page.request.post("/api/v1/records/user", { data: { username, name: username, password: GIVEN }, headers: { "X-CSRFToken": token } });
  expect(made.status(), await made.text()).toBe(201);
  await page.context().clearCookies();
  await typeIn(page, username, GIVEN);
  await expect(page.getByText("密码是管理员设置的")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("新密码", { exact: true }).fill(username);
  await page.getByLabel("再输一次新密码").fill(username);
  await page.getByRole("button", { name: "改好并登录" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "密码不能包含用户名、姓名或邮箱" })).toBeVisible();
  await page.getByLabel("新密码", { exact: true }).fill(PASSWORD);
  await page.getByLabel("再输一次新密码").fill(PASSWORD);
  await page.getByRole("button", { name: "改好并登录" }).click();
  await expect(page).not.toHaveURL(/sign-in/);

  await page.goto("/profile");
  await page.getByRole("button", { name: "开启" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("当前密码").fill(PASSWORD);
  await dialog.getByRole("button", { name: "下一步" }).click();
  const secret = await dialog.locator("code").innerText();
  await expectAccessible(page);
  await dialog.getByLabel("验证器显示的 6 位验证码").fill(codeOf(secret));
  await dialog.getByRole("button", { name: "确认开启" }).click();
  const [recovery] = (await dialog.locator("pre").innerText()).split("\n");
  await dialog.getByRole("button", { name: "我已保存" }).click();
  await expect(page.getByRole("heading", { name: "两步验证" })).toContainText("已开启");

  await page.context().clearCookies();
  await typeIn(page, username);
  await page.getByLabel("动态验证码").fill("000000");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("验证码不正确或已用过");
  await expectAccessible(page);
  // a code is used once: this is the next one, which a phone whose clock is fast shows already
  await page.getByLabel("动态验证码").fill(codeOf(secret, 1));
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);

  await page.context().clearCookies();
  await typeIn(page, username);
  await page.getByLabel("动态验证码").fill(recovery ?? "");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
});
