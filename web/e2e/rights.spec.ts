import { expect, test, type Browser, type Page } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { PYTHON, desk, pick } from "./journey";
import { api, expectAccessible, fresh, freshMobile, PASSWORD, signIn } from "./support";

const GIVEN = "amber-Meadow-51";

/** A session of the administrator that no other journey shares: signing in as somebody changes it. */
async function administrator(page: Page): Promise<Page> {
  const answer = await page.request.post("/api/v1/auth/login", { data: { username: "admin", password: PASSWORD } });
  expect(answer.status(), await answer.text()).toBe(200);
  await page.goto("/profile");
  return page;
}

async function idOf(page: Page, object: string, field: string, value: string): Promise<number> {
  const { items } = (await api(page, "GET", `/records/${object}?filter=${encodeURIComponent(JSON.stringify({ field, op: "eq", value }))}`)) as { items: { id: number }[] };
  return items[0]?.id ?? 0;
}

async function refused(page: Page, path: string, body: unknown): Promise<string> {
  const token = (await page.context().cookies()).find((one) => one.name === "csrftoken")?.value ?? "";
  const answer = await page.request.post(`/api/v1${path}`, { data: body, headers: { "X-CSRFToken": token, Referer: page.url() } });
  expect(answer.status()).toBe(403);
  return ((await answer.json()) as { code: string }).code;
}

test("an administrator signs in as somebody: the bar says so, forbidden things stay closed, the history names both, and it ends", async ({ page, browser }) => {
  await administrator(page);
  await api(page, "PATCH", "/settings", { "security.assistance": "off" });
  const seller = await idOf(page, "user", "username", "sales1");
  await page.goto(`/o/user/${String(seller)}?tab=keys`);
  await expect(page.getByText("公司没有开放“以他人身份登录”")).toBeVisible();
  await expect(page.getByRole("button", { name: "以此人身份登录" })).toHaveCount(0);
  await api(page, "PATCH", "/settings", { "security.assistance": "always" });
  await page.reload();
  await page.getByLabel("原因（本人会看到）").fill("他说看不到客户");
  await page.getByRole("button", { name: "以此人身份登录" }).click();
  const bar = page.getByText(/^您正以 .* 的身份操作/);
  await expect(bar).toBeVisible();
  await expectAccessible(page);
  const lead = await api(page, "POST", "/records/lead", { name: fresh("代建"), company: fresh("代建公司"), mobile: freshMobile(), source: "exhibition" });
  await api(page, "PATCH", `/records/lead/${String(lead["id"])}`, { company: fresh("代改公司") });
  expect(await refused(page, "/exports", { object: "lead" })).toBe("assist.closed");
  await page.goto("/profile");
  await expect(page.getByText("代他人操作时，个人账号由本人自己查看和修改。")).toBeVisible();
  await page.goto(`/o/lead/${String(lead["id"])}?tab=history`);
  await expect(page.getByText(/ 代 /).first()).toBeVisible();
  await page.getByRole("status").filter({ has: bar }).getByRole("button", { name: "退出" }).click();
  await expect(bar).toHaveCount(0);
  await expect(page.getByRole("button", { name: /系统管理员|管理员/ }).first()).toBeVisible();
  const { items } = (await api(page, "GET", "/records/audit_entry?limit=20&sort=-id")) as { items: { action: { code: string } | string }[] };
  const done = items.map((one) => (typeof one.action === "string" ? one.action : one.action.code));
  expect(done).toEqual(expect.arrayContaining(["auth.assist_begun", "auth.assist_ended"]));
  await api(page, "PATCH", "/settings", { "security.assistance": null });
  const his = await desk(browser, "sales1");
  await his.goto("/notifications");
  await expect(his.getByText("他说看不到客户").first()).toBeVisible();
});

/** A real provider that knows these people; its address. */
async function provider(people: object[]): Promise<{ address: string; process: ChildProcess }> {
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => free.once("listening", done));
  const { port } = free.address() as AddressInfo;
  await new Promise((done) => free.close(done));
  const claims = people.flatMap((one) => ["--user-claims", JSON.stringify(one)]);
  const process = spawn(PYTHON, ["-W", "ignore", "-m", "oidc_provider_mock", "--port", String(port), "--require-nonce", "true", ...claims], { stdio: "ignore" });
  const address = `http://127.0.0.1:${String(port)}`;
  await expect.poll(() => fetch(`${address}/jwks`).then((answer) => answer.status, () => 0), { timeout: 20_000 }).toBe(200);
  return { address, process };
}

async function comeBy(browser: Browser, sub: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "用企业账号登录" }).or(page.getByRole("button", { name: "用企业账号登录" })).first().click();
  await page.getByRole("button", { name: sub, exact: true }).click();
  return page;
}

test("people come by the company's provider, are known by their account from then on, and may sign out there", async ({ page, browser }) => {
  await administrator(page);
  const email = `${fresh("anna")}@example.com`;
  const name = fresh("统一登录");
  await api(page, "POST", "/records/user", { username: fresh("anna"), name, email, password: GIVEN });
  const { address, process } = await provider([{ sub: "own", email, email_verified: true }, { sub: "another", email, email_verified: true }, { sub: "unsaid", email }]);
  try {
    await api(page, "PATCH", "/settings", { "oidc.issuer": address, "oidc.client_id": "guike", "oidc.client_secret": "a secret of two", "oidc.label": "用企业账号登录", "oidc.enabled": true });
    await expect((await comeBy(browser, "unsaid")).getByText("身份系统没有确认您的邮箱已经验证")).toBeVisible();
    const here = await comeBy(browser, "own");
    await expect(here.getByText(name).first()).toBeVisible();
    const stranger = await comeBy(browser, "another");
    await expect(stranger.getByText("已绑定身份系统里的另一个账号")).toBeVisible();
    await expectAccessible(stranger);
    await here.getByRole("button", { name: new RegExp(name) }).click();
    await here.getByRole("menuitem", { name: "退出登录" }).click();
    const end = here.getByRole("link", { name: "同时退出公司统一登录" });
    await expect(end).toHaveAttribute("href", `${address}/oauth2/end_session?client_id=guike`);
    await end.click();
    await expect(here.getByRole("button", { name: "End session" })).toBeVisible();
  } finally {
    await api(page, "PATCH", "/settings", { "oidc.enabled": false, "oidc.issuer": null, "oidc.client_id": null, "oidc.client_secret": null, "oidc.label": null });
    process.kill();
  }
});

test("[PM-18] who is added to a team by a rule goes with its condition; who was added by hand stays", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/profile");
  const [seller, other] = [await idOf(page, "user", "username", "sales1"), await idOf(page, "user", "username", "sales2")];
  const mark = fresh("自动团队");
  const rule = await api(page, "POST", "/records/team_rule", {
    name: mark, object: "account", source: "filter", access: "edit", members: [{ kind: "user", value: other }],
    filter: { all: [{ field: "level", op: "eq", value: "A" }, { field: "name", op: "contains", value: mark }] },
  });
  const account = await api(page, "POST", "/records/account", { name: mark, level: "A", owner: seller });
  await page.goto(`/o/account/${String(account["id"])}?tab=team`);
  const row = page.getByRole("row").filter({ hasText: "由自动团队规则加入" });
  await expect(row).toContainText("可编辑");
  await expect(row.getByRole("button")).toHaveCount(0);
  await pick(page, page.getByRole("combobox", { name: "成员" }), "service1", "");
  await page.getByRole("button", { name: "添加成员" }).click();
  await expect(page.getByRole("button", { name: "移除" })).toHaveCount(1);
  await api(page, "PATCH", `/records/account/${String(account["id"])}`, { level: "B" });
  await page.reload();
  await expect(page.getByRole("button", { name: "移除" })).toHaveCount(1);
  await expect(row).toHaveCount(0);
  await api(page, "DELETE", `/records/team_rule/${String(rule["id"])}`);
});

test("[PM-12] who may print prints with his name across the page, who may not has no way to it", async ({ page, browser }) => {
  await administrator(page);
  await api(page, "PATCH", "/settings", { "access.watermark": "records" });
  try {
    const manager = await desk(browser, "manager1");
    await manager.goto("/o/sales_order");
    const link = manager.locator(".gk-tbody a").first();
    await link.click();
    await manager.getByRole("button", { name: "更多" }).click();
    await manager.getByRole("menuitem", { name: "打印" }).click();
    const paper = manager.waitForEvent("popup");
    await manager.getByRole("dialog", { name: "打印" }).getByRole("link", { name: "网页打印" }).click();
    const print = await paper;
    await expect(print.getByText(/^打印人：/)).toBeVisible();
    await expect(print.locator(".gk-watermark")).toHaveAttribute("style", /manager1/);
    const rep = await desk(browser, "service1");
    await rep.goto("/o/account");
    await expect(rep.locator(".gk-watermark")).toHaveAttribute("style", /service1/);
    await rep.locator(".gk-tbody a").first().click();
    await rep.getByRole("button", { name: "更多" }).click();
    await expect(rep.getByRole("menuitem", { name: "权限说明" })).toBeVisible();
    await expect(rep.getByRole("menuitem", { name: "打印" })).toHaveCount(0);
    const id = Number(new URL(rep.url()).pathname.split("/").at(-1));
    expect(await refused(rep, `/records/account/${String(id)}/print`, {})).toBe("access.no_permission");
    await rep.getByRole("menuitem", { name: "权限说明" }).click();
    await expect(rep.getByRole("tab", { name: "权限说明", selected: true })).toBeVisible();
    await expect(rep.getByRole("list", { name: "权限说明" })).toContainText("编辑");
  } finally {
    await api(page, "PATCH", "/settings", { "access.watermark": null });
  }
});

test("[IG-09] a new password is told what it lacks before it is taken", async ({ page, browser }) => {
  await administrator(page);
  const username = fresh("policy");
  await api(page, "POST", "/records/user", { username, name: username, password: GIVEN });
  await api(page, "PATCH", "/settings", { "security.password_length": 12, "security.password_kinds": 3 });
  try {
    const own = await (await browser.newContext()).newPage();
    await own.goto("/sign-in");
    await own.getByLabel("用户名").fill(username);
    await own.getByLabel("密码", { exact: true }).fill(GIVEN);
    await own.getByRole("button", { name: "登录", exact: true }).click();
    await expect(own.getByText("至少 12 个字符")).toBeVisible();
    const give = async (password: string) => {
      await own.getByLabel("新密码", { exact: true }).fill(password);
      await own.getByLabel("再输一次新密码").fill(password);
      await own.getByRole("button", { name: "改好并登录" }).click();
    };
    await give("short-1");
    await expect(own.getByRole("alert").filter({ hasText: "12" })).toBeVisible();
    await give(GIVEN);
    await expect(own.getByRole("alert").filter({ hasText: "最近" })).toBeVisible();
    await give("Quiet-harbour-83");
    await expect(own).not.toHaveURL(/sign-in/);
    await expect(own.getByRole("button", { name: new RegExp(username) })).toBeVisible();
  } finally {
    await api(page, "PATCH", "/settings", { "security.password_length": null, "security.password_kinds": null });
  }
});
