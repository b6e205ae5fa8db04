import { expect, test, type Page } from "@playwright/test";
import { api, expectAccessible, fresh, signIn, SOON } from "./support";

interface Named { id: number; name: string }

async function named(page: Page, username: string): Promise<Named> {
  const filter = encodeURIComponent(JSON.stringify({ field: "username", op: "eq", value: username }));
  const answer = await api(page, "GET", `/records/user?fields=name&filter=${filter}`);
  const [found] = answer["items"] as Named[];
  if (!found) throw new Error(`nobody is called ${username}`);
  return found;
}

/** Type a text that mentions somebody, as a person does: @, the first letters of the pinyin, and who is offered. */
async function mention(page: Page, box: string, before: string, letters: string, name: string): Promise<void> {
  const text = page.getByRole("textbox", { name: box });
  await text.fill(before);
  await text.pressSequentially(`@${letters}`);
  await page.locator(".ant-mentions-dropdown-menu-item").filter({ hasText: name }).first().click();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter({ hasText: new RegExp(`^${option}$`) }).click();
}

test("[NO-05] [LF-08] [AC-15] a collaborator is mentioned under an order, is told and no more, and finishes a task given to him", async ({ page, browser }) => {
  await signIn(page, "sales1");
  const own = encodeURIComponent(JSON.stringify({ field: "owner", op: "is_me" }));
  const [order] = (await api(page, "GET", `/records/sales_order?limit=1&filter=${own}`))["items"] as { id: number; number: string }[];
  if (!order) throw new Error("sales1 has no order");
  const [me, helper] = [await named(page, "sales1"), await named(page, "design1")];
  const other = await browser.newContext();
  const his = await other.newPage();
  await signIn(his, "design1");
  await his.goto("/");
  await expect(his.getByRole("link", { name: "工作动态", exact: true })).toBeVisible();
  await expect(his.getByRole("link", { name: "客户" })).toHaveCount(0);

  const words = fresh("外壳颜色请确认");
  await page.goto(`/o/sales_order/${order.id}?tab=comments`);
  await mention(page, "写评论", `${words} `, "qyh", helper.name);
  await page.getByRole("button", { name: "发送" }).click();
  const warning = page.getByRole("dialog");
  await expect(warning).toContainText(`${helper.name} 没有查看权限`);
  await warning.getByRole("button", { name: "仍然发送" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: words })).toBeVisible();
  await expectAccessible(page);

  await expect(his.getByRole("button", { name: /提醒，[1-9]/ })).toBeVisible({ timeout: SOON });
  await his.getByRole("button", { name: /提醒，/ }).click();
  await expect(his.getByText(`${me.name}提到了您，但您没有权限查看相关内容`).first()).toBeVisible();
  await expect(his.getByText(words)).toHaveCount(0);
  const refused = await his.request.get(`/api/v1/records/sales_order/${order.id}/comments`);
  expect(refused.status()).toBe(403);

  const subject = fresh("出外壳效果图");
  const task = await api(page, "POST", "/records/activity", { kind: "task", subject, owner: helper.id, related: [{ object: "sales_order", id: order.id }] });
  await his.goto("/o/activity");
  await his.getByRole("link", { name: subject }).first().click();
  await his.getByRole("tab", { name: "评论" }).click();
  await mention(his, "写评论", "今天出图 ", "xj", me.name);
  await his.getByRole("button", { name: "发送" }).click();
  await expect(his.getByRole("listitem").filter({ hasText: "今天出图" })).toContainText("已读 0/1");
  await page.goto(`/o/activity/${String(task["id"])}?tab=comments`);
  await expect(page.getByText("今天出图")).toBeVisible();
  await expect(his.getByRole("listitem").filter({ hasText: "今天出图" })).toContainText("已读 1/1", { timeout: SOON });

  await his.getByRole("button", { name: "完成", exact: true }).click();
  const dialog = his.getByRole("dialog");
  await dialog.getByLabel("结果").fill("效果图已发");
  await dialog.getByRole("button", { name: "完成" }).click();
  await expect(his.getByText("已完成").first()).toBeVisible();
  await other.close();
});

test("[NO-02] [LF-04] [LF-05] a post and a follow-up stand in the feed of the superior at once, a comment reaches the author", async ({ page, browser }) => {
  await signIn(page, "sales1");
  const other = await browser.newContext();
  const boss = await other.newPage();
  await signIn(boss, "manager1");
  await boss.goto("/feed?scope=subordinates");
  const name = fresh("动态客户");
  await api(page, "POST", "/records/lead", { name, company: `${name}公司`, source: "exhibition" }).then((lead) =>
    api(page, "POST", `/records/lead/${String(lead["id"])}/actions/follow_up`, { content: `${name}已通话` }));
  const row = boss.getByRole("article").filter({ hasText: `${name}已通话` });
  await expect(row).toBeVisible({ timeout: SOON });
  await row.getByRole("button", { name: "评论" }).click();
  await row.getByRole("textbox", { name: "写评论" }).fill("下周再约一次");
  await row.getByRole("button", { name: "发送" }).click();
  await expect(row.getByRole("listitem").filter({ hasText: "下周再约一次" })).toBeVisible();
  await expectAccessible(boss);

  await page.goto("/feed");
  const words = fresh("今天签了一单");
  await page.getByRole("textbox", { name: "发动态" }).fill(words);
  await page.getByRole("button", { name: "发布" }).click();
  await expect(page.getByRole("article").filter({ hasText: words })).toBeVisible();
  await expect(boss.getByRole("article").filter({ hasText: words })).toBeVisible({ timeout: SOON });
  await page.getByRole("tab", { name: "CRM信息" }).click();
  await expect(page.getByRole("article", { name: "写了跟进" }).filter({ hasText: `${name}已通话` })).toBeVisible();
  await other.close();
});

test("[LF-08] [AC-15] [LF-01] files, links and likes: a post to a team, a comment that points at a record, a follow-up with @ and a file", async ({ page, browser }) => {
  await signIn(page, "sales1");
  const boss = await named(page, "manager1");
  const name = fresh("附件客户");
  const account = await api(page, "POST", "/records/account", { name });
  const other = await api(page, "POST", "/records/lead", { name: fresh("另一条线索"), source: "phone" });
  const file = (title: string) => ({ name: `${title}.txt`, mimeType: "text/plain", buffer: Buffer.from("彩色样张") });

  await page.goto("/feed");
  const words = fresh("样品已寄出");
  const box = page.getByRole("textbox", { name: "发动态" });
  await box.fill(words);
  await page.locator("input[type=file]").setInputFiles(file("样张"));
  await expect(page.getByRole("link", { name: "样张.txt" })).toBeVisible();
  await page.getByRole("button", { name: "关联记录" }).click();
  await choose(page, "对象类型", "客户");
  await page.getByRole("combobox", { name: "关联记录" }).fill(name);
  await page.locator(".ant-select-item-option").filter({ hasText: name }).click();
  await choose(page, "可见范围", "指定人员");
  await page.getByRole("combobox", { name: "指定人员" }).fill((await named(page, "design1")).name);
  await page.locator(".ant-select-item-option").filter({ hasText: (await named(page, "design1")).name }).first().click();
  await page.getByRole("button", { name: "发布" }).click();
  const warning = page.getByRole("dialog");
  await expect(warning).toContainText("他们无权查看所关联的记录");
  await warning.getByRole("button", { name: "返回修改" }).click();
  await expect(box).toHaveValue(words);
  expect((await api(page, "GET", "/feed?scope=mine&limit=1"))["items"]).not.toMatchObject([{ content: words }]);
  await choose(page, "可见范围", "相关团队");
  await page.getByRole("button", { name: "发布" }).click();
  const post = page.getByRole("article").filter({ hasText: words });
  await expect(post).toContainText("相关团队");
  await expect(post.getByRole("link", { name: "样张.txt" })).toBeVisible();
  await expect(post.getByRole("link", { name })).toHaveAttribute("href", `/o/account/${String(account["id"])}`);
  await post.getByRole("button", { name: "赞", exact: true }).click();
  await expect(post.getByRole("button", { name: "赞 1" })).toHaveAttribute("aria-pressed", "true");
  await expectAccessible(page);

  await page.goto(`/o/account/${String(account["id"])}?tab=comments`);
  await page.getByRole("textbox", { name: "写评论" }).fill("参考这条线索");
  await page.getByRole("button", { name: "关联记录" }).click();
  await choose(page, "对象类型", "线索");
  await page.getByRole("combobox", { name: "关联记录" }).fill(String(other["name"]));
  await page.locator(".ant-select-item-option").filter({ hasText: String(other["name"]) }).click();
  await page.locator("input[type=file]").setInputFiles(file("报价"));
  await page.getByRole("button", { name: "发送" }).click();
  const comment = page.getByRole("listitem").filter({ hasText: "参考这条线索" });
  await expect(comment.getByRole("link", { name: "报价.txt" })).toBeVisible();
  await expect(comment.getByRole("link", { name: String(other["name"]) })).toHaveAttribute("href", `/o/lead/${String(other["id"])}`);

  await page.goto(`/o/account/${String(account["id"])}?tab=timeline`);
  const said = fresh("客户要求加急");
  await mention(page, "写跟进", `${said} `, "manager1", boss.name);
  await page.locator("input[type=file]").setInputFiles(file("函件"));
  await page.getByRole("button", { name: "提交", exact: true }).click();
  const entry = page.getByRole("listitem").filter({ hasText: said });
  await expect(entry.getByRole("link", { name: "函件.txt" })).toBeVisible();

  const others = await browser.newContext();
  const his = await others.newPage();
  await signIn(his, "manager1");
  await his.goto("/notifications");
  await his.getByText(`在跟进“${said}`).first().click();
  await expect(his).toHaveURL(/\/o\/activity\/\d+/);
  await others.close();
});
