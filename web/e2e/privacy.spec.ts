import { expect, test } from "@playwright/test";
import { api, expectAccessible, fresh, makeLead, signIn } from "./support";

test("[IG-09] an administrator is asked what is kept of a person, hands it over and anonymises; a salesperson has none of it", async ({ page }) => {
  await signIn(page, "admin");
  const name = fresh("副本");
  const lead = await makeLead(page, name);
  const path = `/o/lead/${lead["id"]}`;
  await api(page, "POST", `/records/lead/${lead["id"]}/actions/follow_up`, { kind: "call", content: `${name}问了交货期` });

  await page.goto(path);
  await page.getByRole("button", { name: "更多" }).click();
  await page.getByRole("menuitem", { name: "个人信息副本" }).click();
  await expect(page).toHaveURL(`${path}/personal`);
  const look = page.getByRole("button", { name: "查看" });
  await expect(look).toBeDisabled();
  await page.getByLabel("依据").fill(`${name}来函`);
  await look.click();
  await expect(page.getByText("理由里不要写姓名、电话等个人信息")).toBeVisible();
  await page.getByLabel("依据").fill("本人来函，已核对身份");
  await look.click();
  await expect(page.getByRole("heading", { level: 1, name: `${name}的个人信息副本` })).toBeVisible();
  await expect(page.getByRole("region", { name: /^引用此人的记录/ }).getByRole("definition").getByText(`${name}问了交货期`)).toBeVisible();
  await expect(page.getByRole("region", { name: /^记录本身/ }).getByText(`${name}图文有限公司`)).toBeVisible();
  await expectAccessible(page);

  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "生成文件" }).click();
  expect((await file).suggestedFilename()).toMatch(/^个人信息副本-lead-\d+-\d{8}-\d{4}\.zip$/);

  await page.goto(path);
  await page.getByRole("button", { name: "更多" }).click();
  await page.getByRole("menuitem", { name: "匿名化" }).click();
  const dialog = page.getByRole("dialog", { name: "匿名化" });
  await dialog.getByLabel("输入姓名以确认").fill(name);
  await dialog.getByLabel(/^理由/).fill("本人要求删除");
  await dialog.getByRole("button", { name: "匿名化" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `已匿名 ${lead["id"]}` })).toBeVisible();

  await signIn(page, "sales1");
  const own = await makeLead(page, fresh("我的"));
  await page.goto(`/o/lead/${own["id"]}`);
  await page.getByRole("button", { name: "更多" }).click();
  await expect(page.getByRole("menuitem").first()).toBeVisible();
  await expect(page.getByRole("menuitem", { name: /个人信息副本|匿名化/ })).toHaveCount(0);
  await page.goto(`/o/lead/${own["id"]}/personal`);
  await expect(page.getByText("需要“个人信息副本”权限")).toBeVisible();
  await expect(page.getByLabel("依据")).toHaveCount(0);
});

test("[IG-09] an administrator sees how long things are kept and changes a period; others do not reach the page", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto("/");
  await page.getByRole("button", { name: "系统配置" }).click();
  await page.getByRole("link", { name: "保留期限" }).click();
  const notices = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^提醒/ }) });
  await expect(notices.getByRole("link")).toHaveText("180 天");
  await expect(page.getByRole("row").filter({ hasText: "重复请求的应答" })).toContainText("24 小时");
  await expectAccessible(page);
  await api(page, "PATCH", "/settings", { "retention.notices": 90 });
  await page.reload();
  await expect(notices.getByRole("link")).toHaveText("90 天");
  await api(page, "PATCH", "/settings", { "retention.notices": null });
  await signIn(page, "sales1");
  await page.goto("/admin/retention");
  await expect(page.getByText("您没有这项权限").first()).toBeVisible();
});
