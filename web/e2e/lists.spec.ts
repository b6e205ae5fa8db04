import { expect, test } from "@playwright/test";
import { api, choose, expectAccessible, fresh, freshChinese, makeLead, signIn } from "./support";

test("a filter built in words is kept in the address and as a view", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("筛选");
  await makeLead(page, name);
  await page.goto("/o/lead");
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  await page.getByRole("combobox", { name: "字段" }).fill("公司");
  await page.locator(".ant-cascader-menu-item").filter({ hasText: /^公司$/ }).click();
  await page.getByRole("textbox", { name: "公司 的值" }).fill(name);
  await expectAccessible(page);
  await page.getByRole("button", { name: "应用筛选" }).click();
  await expect(page.getByText(`公司 包含 ${name}`)).toBeVisible();
  await expect(page.getByText("共 1 条")).toBeVisible();

  const address = page.url();
  await page.goto("/");
  await page.goto(address);
  await expect(page.getByRole("grid").getByRole("row").nth(1)).toContainText(name);

  await page.getByRole("button", { name: "另存为视图" }).click();
  await page.getByRole("textbox", { name: "视图名称" }).fill(`视图${name}`);
  await page.getByRole("button", { name: "保存", exact: true }).click();
  const tab = page.getByRole("navigation", { name: "视图" }).getByRole("button", { name: `视图${name}` });
  await expect(tab).toHaveAttribute("aria-current", "true");
  await expect(page.getByText("共 1 条")).toBeVisible();
});

test("a cell is edited in place; a stale one asks which version stays", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("改动");
  const lead = await makeLead(page, name);
  await page.goto(`/o/lead?q=${encodeURIComponent(name)}`);
  const cell = page.locator("#cell-0-1");
  await expect(cell).toHaveText(`${name}图文有限公司`);
  await cell.dblclick();
  await cell.getByRole("textbox").fill("第一次修改");
  await cell.getByRole("textbox").press("Enter");
  await expect(cell).toHaveText("第一次修改");

  await cell.dblclick();
  await cell.getByRole("textbox").fill("我的修改");
  const now = await api(page, "GET", `/records/lead/${lead["id"]}`);
  // The list fetches again what others changed, behind the open cell: neither their version nor
  // a new row above may slip under the edit.
  const fetched = page.waitForResponse(async (answer) => answer.url().includes("/records/lead?") && (await answer.text()).includes("别人的修改"));
  await makeLead(page, `${name}上方`);
  await api(page, "PATCH", `/records/lead/${lead["id"]}`, { company: "别人的修改", _version: now["_version"] });
  await fetched;
  await page.waitForTimeout(300);
  await cell.getByRole("textbox").press("Enter");
  const dialog = page.getByRole("dialog", { name: /刚被别人修改过/ });
  await expect(dialog).toContainText("我的修改");
  await expect(dialog).toContainText("别人的修改");
  await dialog.getByRole("button", { name: "用我的覆盖" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "我的修改" })).toBeVisible();

  // Leaving a list of choices without choosing closes the cell and changes nothing.
  const row = page.getByRole("row").filter({ hasText: "我的修改" });
  const source = row.getByRole("gridcell").filter({ hasText: "展会" });
  await source.dblclick();
  await expect(source.getByRole("combobox")).toBeFocused();
  await page.getByRole("heading", { level: 1 }).click();
  await expect(source.getByRole("combobox")).toHaveCount(0);
  expect((await api(page, "GET", `/records/lead/${lead["id"]}`))["company"]).toBe("我的修改");
});

test("a cell that could not be saved keeps what was typed and says why, over the rows below", async ({ page, context }) => {
  await signIn(page, "sales1");
  const name = fresh("断线");
  for (const suffix of ["甲", "乙"]) await makeLead(page, name + suffix);
  await page.goto(`/o/lead?q=${encodeURIComponent(name)}`);
  const cell = page.locator("#cell-0-1");
  await expect(cell).toContainText("图文有限公司");
  await cell.dblclick();
  await context.setOffline(true);
  await cell.getByRole("textbox").fill("断线时写下的");
  await cell.getByRole("textbox").press("Enter");
  const said = cell.getByRole("alert");
  await expect(said).toHaveText("连不上服务器，请检查网络后重试");
  expect(await said.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  })).toBe(true);
  await context.setOffline(false);
  await expect(cell.getByRole("textbox")).toHaveValue("断线时写下的");
  await cell.getByRole("textbox").press("Enter");
  await expect(cell).toHaveText("断线时写下的");
});

test("[CU-31] records deleted together come back with one click, or from the recycle bin", async ({ page }) => {
  await signIn(page, "admin");
  const name = fresh("回收");
  for (const suffix of ["甲", "乙", "丙"]) await makeLead(page, name + suffix);
  await page.goto(`/o/lead?q=${encodeURIComponent(name)}`);
  await expect(page.getByText("共 3 条")).toBeVisible();
  await page.getByRole("checkbox", { name: "选择已加载的全部记录" }).check();
  await page.getByRole("region", { name: "批量操作" }).getByRole("button", { name: "删除" }).click();
  await expect(page.getByText(`没有找到“${name}”`)).toBeVisible();
  await page.getByRole("button", { name: "撤销" }).click();
  await expect(page.getByText("共 3 条")).toBeVisible();

  await page.getByRole("checkbox", { name: `选择 ${name}甲` }).check();
  await page.getByRole("region", { name: "批量操作" }).getByRole("button", { name: "删除" }).click();
  await expect(page.getByText("共 2 条")).toBeVisible();
  await page.goto(`/o/lead?deleted=true&q=${encodeURIComponent(name)}`);
  await page.getByRole("checkbox", { name: `选择 ${name}甲` }).check();
  await page.getByRole("region", { name: "批量操作" }).getByRole("button", { name: "还原" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "还原" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0); // done: what is left in the middle is not sent
  await page.goto(`/o/lead?q=${encodeURIComponent(name)}`);
  await expect(page.getByText("共 3 条")).toBeVisible();
});

test("a bulk change tells for each record what became of it", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("批量");
  const leads = [await makeLead(page, `${name}甲`), await makeLead(page, `${name}乙`)];
  await api(page, "POST", `/records/lead/${leads[0]?.["id"]}/actions/invalidate`, { reason: "号码是空号" });
  await page.goto(`/o/lead?q=${encodeURIComponent(name)}`);
  await page.getByRole("checkbox", { name: "选择已加载的全部记录" }).check();
  const bar = page.getByRole("region", { name: "批量操作" });
  await bar.getByRole("button", { name: "更多" }).click();
  await page.getByRole("menuitem", { name: /无效/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("客户已停业");
  await dialog.getByRole("button", { name: /无效/ }).click();
  await expect(page.getByText("成功 1 条，失败 1 条")).toBeVisible();
  await expect(page.getByRole("row", { name: new RegExp(`${name}甲`) }).last()).toBeVisible();
});

test("a bulk change that did not get through keeps what was typed, and goes through the second time", async ({ page, context }) => {
  await signIn(page, "sales1");
  const name = fresh("断网");
  const lead = await makeLead(page, name);
  await page.goto(`/o/lead?q=${encodeURIComponent(name)}`);
  await page.getByRole("checkbox", { name: "选择已加载的全部记录" }).check();
  await page.getByRole("region", { name: "批量操作" }).getByRole("button", { name: "批量修改" }).click();
  await choose(page, "要修改的字段", "职务");
  const dialog = page.getByRole("dialog", { name: "修改 1 条记录" });
  await dialog.getByRole("textbox", { name: "职务" }).fill("采购经理");
  await context.setOffline(true);
  await dialog.getByRole("button", { name: /保\s*存/ }).click();
  await expect(dialog.getByRole("alert")).toHaveText("连不上服务器，请检查网络后重试");
  await context.setOffline(false);
  await dialog.getByRole("button", { name: /保\s*存/ }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await api(page, "GET", `/records/lead/${lead["id"]}`))["title"]).toBe("采购经理");
});

test("English and dark mode: every label changes, and axe finds nothing serious", async ({ page }) => {
  await signIn(page, "sales1");
  await page.goto("/o/lead");
  await page.getByRole("button", { name: "语言" }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await expect(page.getByRole("button", { name: "New Lead" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.locator(".gk-profile").click();
  await page.getByRole("menuitemradio", { name: /Dark/ }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectAccessible(page);
  await page.goto("/o/lead/new");
  await expect(page.getByRole("heading", { level: 1, name: /New/ })).toBeVisible();
  await expectAccessible(page);
});

test("who reads English reads all of it from the first page on, in a browser that never heard of it", async ({ page, browser }) => {
  await signIn(page, "admin");
  const [person] = (await api(page, "GET", `/records/user?filter=${encodeURIComponent(JSON.stringify({ field: "username", op: "eq", value: "warehouse1" }))}`))["items"] as [{ id: number; locale: string }];
  await api(page, "PATCH", `/records/user/${person.id}`, { locale: "en" });
  const context = await browser.newContext({ locale: "zh-CN" });
  try {
    const reader = await context.newPage();
    await signIn(reader, "warehouse1");
    await reader.goto("/o/product");
    await expect(reader.getByRole("heading", { level: 1 })).toHaveText("Products");
    await expect(reader.getByRole("columnheader", { name: /^Name/ })).toBeVisible();
    await expect(reader.getByRole("link", { name: "Home" })).toBeVisible();
    await expect(reader.getByText("销售管理")).toHaveCount(0);
  } finally {
    await context.close();
    await api(page, "PATCH", `/records/user/${person.id}`, { locale: person.locale });
  }
});

test("the list is worked by keyboard alone", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("键盘");
  await makeLead(page, `${name}一`);
  await makeLead(page, `${name}二`);
  await page.goto(`/o/lead?q=${encodeURIComponent(name)}`);
  await expect(page.getByText("共 2 条")).toBeVisible();
  await page.getByRole("grid").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(page.getByText("已选 2 条")).toBeVisible();
  // A new row above moves the record down, and the cursor with it.
  await makeLead(page, `${name}三`);
  await expect(page.getByText("共 3 条")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `${name}一` })).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("heading", { level: 1, name: `${name}二` })).toBeVisible();
});

test("a long name makes a card of the board higher, not its column wider", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("长名");
  await makeLead(page, name + "很长的名称".repeat(15));
  await page.goto(`/o/lead?kind=board&q=${encodeURIComponent(name)}`);
  await expect(page.getByRole("link", { name })).toBeVisible();
  const wide = await page.locator(".gk-board-column").evaluateAll((columns) => columns.map((column) => column.clientWidth).filter((width) => width > 272));
  expect(wide).toEqual([]);
  expect(await page.locator(".gk-card").first().evaluate((card) => card.scrollWidth - card.clientWidth)).toBe(0);
});

test("what is typed right after choosing a view is searched for in that view", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("急搜");
  await makeLead(page, name);
  await page.goto("/o/lead");
  const view = page.getByRole("navigation", { name: "视图" }).getByRole("button", { name: "我的线索" });
  const box = page.getByRole("textbox", { name: "搜索线索" });
  await expect(box).toBeVisible();
  await view.click();
  await box.fill(name);
  await expect(page.getByText("共 1 条")).toBeVisible();
  await expect(view).toHaveAttribute("aria-current", "true");
  await expect(box).toHaveValue(name);
});

test("what is typed right behind Ctrl K is not lost, from wherever it is typed", async ({ page }) => {
  await signIn(page, "sales1");
  await page.goto("/o/lead");
  const search = page.getByPlaceholder("搜索线索");
  await search.click();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("13800138");
  await expect(page.getByRole("combobox", { name: "搜索记录、命令" })).toHaveValue("13800138");
  await expect(search).toHaveValue("");
});

test("the palette finds a record by pinyin initials and opens it", async ({ page }) => {
  await signIn(page, "sales1");
  const { name, initials } = freshChinese();
  await makeLead(page, name);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "搜索记录、命令" }).fill(initials);
  await page.getByRole("option", { name: new RegExp(name) }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("a lead that exists already is pointed out while typing", async ({ page }) => {
  await signIn(page, "sales1");
  const name = fresh("重复");
  const lead = await makeLead(page, name);
  await page.goto("/o/lead/new");
  await page.getByLabel("手机").fill(String(lead["mobile"]));
  await expect(page.getByText("可能已经存在：")).toBeVisible();
  await expect(page.getByRole("link", { name })).toBeVisible();
  await choose(page, "线索来源", "展会");
});

test("a filter goes one step over a reference, chooses currencies by name, and is read in words", async ({ page }) => {
  await signIn(page, "sales1");
  await page.goto("/o/opportunity?kind=list");
  await page.getByRole("button", { name: "筛选", exact: true }).click();
  await page.getByRole("combobox", { name: "字段" }).fill("客户级别");
  await page.locator(".ant-cascader-menu-item").filter({ hasText: /^客户 \/ 客户级别$/ }).click();
  await page.getByRole("combobox", { name: "客户级别 的值" }).click();
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option").first().click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "添加条件", exact: true }).click();
  await page.getByRole("combobox", { name: "字段" }).last().fill("币种");
  await page.locator(".ant-cascader-menu-item").filter({ hasText: /^币种$/ }).click();
  await choose(page, "币种 的值", "CNY 人民币");
  await page.keyboard.press("Escape");
  await expectAccessible(page);
  await page.getByRole("button", { name: "应用筛选" }).click();
  await expect(page.getByText(/客户 · 客户级别 属于 .+，且 币种 属于 CNY/)).toBeVisible();
  await expect(page.getByText(/^共 \d+ 条$/)).toBeVisible();
});
