import { expect, test } from "@playwright/test";
import { desk, pick } from "./journey";
import { api, fresh, signIn } from "./support";

test("a setting holds for one object, the company keeps its own, and the object goes back to it", async ({ page }) => {
  await signIn(page, "admin");
  const days = async (object?: string) =>
    ((await api(page, "GET", `/settings${object ? `?object=${object}` : ""}`))["items"] as { key: string; value: unknown }[]).find((item) => item.key === "recycle.days")?.value;
  const ofCompany = await days();
  await page.goto("/admin/settings");
  await page.getByRole("radiogroup", { name: "适用于" }).getByText("对象", { exact: true }).click();
  await pick(page, page.getByRole("combobox", { name: "选择对象" }), "联系人", "联系人");
  const setting = page.getByLabel("回收站保留天数");
  await expect(setting).toHaveValue(String(ofCompany));
  await setting.fill("7");
  await page.getByRole("button", { name: "保存" }).click();
  const inherit = page.getByRole("button", { name: "沿用上级的值" });
  await expect(inherit).toBeVisible();
  expect([await days("contact"), await days("lead"), await days()]).toEqual([7, ofCompany, ofCompany]);
  await page.getByRole("radiogroup", { name: "适用于" }).getByText("全公司", { exact: true }).click();
  await expect(setting).toHaveValue(String(ofCompany));
  await page.getByRole("radiogroup", { name: "适用于" }).getByText("对象", { exact: true }).click();
  await pick(page, page.getByRole("combobox", { name: "选择对象" }), "联系人", "联系人");
  await expect(setting).toHaveValue("7");
  await inherit.click();
  await expect(setting).toHaveValue(String(ofCompany));
  await expect.poll(() => days("contact")).toBe(ofCompany);
});

test("a field that is hidden from a role is seen no more by who has it", async ({ page, browser }) => {
  await signIn(page, "admin");
  const street = fresh("海河路");
  const account = await api(page, "POST", "/records/account", { name: fresh("客户"), source: "exhibition", address: street });
  const finance = await desk(browser, "finance1");
  await finance.goto(`/o/account/${account["id"]}`);
  await expect(finance.getByText(street)).toBeVisible();

  const filter = encodeURIComponent(JSON.stringify({ field: "name", op: "eq", value: "财务" }));
  const [role] = (await api(page, "GET", `/records/role?filter=${filter}`))["items"] as { id: number }[];
  await page.goto(`/admin/roles/${role?.id}`);
  await page.getByRole("button", { name: "客户 的字段权限", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "客户 的字段权限" });
  await dialog.getByRole("searchbox", { name: "搜索字段" }).fill("详细地址");
  await dialog.getByRole("radiogroup", { name: "详细地址 的权限" }).getByText("隐藏").click();
  await dialog.getByRole("button", { name: "完成" }).click();
  await expect(page.getByRole("button", { name: "客户 的字段权限", exact: true })).toHaveText("1 个受限");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("已保存").first()).toBeVisible();

  await finance.goto(`/o/account/${account["id"]}`);
  await expect(finance.getByRole("heading", { level: 1, name: String(account["name"]) })).toBeVisible();
  await expect(finance.getByText("详细地址")).toHaveCount(0);
  await expect(finance.getByText(street)).toHaveCount(0);
  expect(await api(finance, "GET", `/records/account/${account["id"]}`)).not.toHaveProperty("address");
  await finance.context().close();
});

test("one field over all roles: limited for several at once, and open again", async ({ page }) => {
  await signIn(page, "admin");
  const levels = async () => {
    const roles = (await api(page, "GET", "/records/role?limit=100"))["items"] as { name: string; fields: Record<string, string> }[];
    return Object.fromEntries(roles.filter((role) => "contact.wechat" in role.fields).map((role) => [role.name, role.fields["contact.wechat"]]));
  };
  expect(await levels()).toEqual({});
  await page.goto("/admin/objects/contact");
  const opener = page.getByRole("button", { name: "各角色对“微信”的权限" });
  await expect(opener).toHaveText("不限");
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "各角色对“微信”的权限" });
  const save = dialog.getByRole("button", { name: "保存" });
  await expect(save).toBeDisabled();
  await dialog.getByRole("radiogroup", { name: "财务 的权限" }).getByText("隐藏").click();
  await dialog.getByRole("radiogroup", { name: "普通客服 的权限" }).getByText("脱敏", { exact: true }).click();
  await save.click();
  await expect(dialog).toBeHidden();
  await expect(opener).toHaveText("2 个角色受限");
  expect(await levels()).toEqual({ 财务: "hidden", 普通客服: "masked" });
  await opener.click();
  for (const role of ["财务", "普通客服"]) await dialog.getByRole("radiogroup", { name: `${role} 的权限` }).getByText("可编辑").click();
  await save.click();
  await expect(opener).toHaveText("不限");
  expect(await levels()).toEqual({});
});
