import { expect, test, type Locator, type Page } from "@playwright/test";
import { api, expectAccessible, fresh, signIn } from "./support";

const STAMP = fresh("");
const RULE = `大额商机请经理跟进${STAMP}`;
const SUBJECT = `协助谈判${STAMP}`;

function options(page: Page): Locator {
  return page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option");
}

/** Open a chooser and take the option of this name. */
async function take(page: Page, scope: Page | Locator, label: string | RegExp, option: string, typed = ""): Promise<void> {
  const chooser = scope.getByRole("combobox", { name: label }).first();
  await chooser.click();
  if (typed) await chooser.fill(typed);
  await options(page).filter({ hasText: new RegExp(`^${option}`) }).first().click();
}

/** A deal of sales1, moved from stage to stage until it is in negotiation. */
async function negotiated(page: Page, name: string, amount: string): Promise<number> {
  await signIn(page, "sales1");
  await page.goto("/");
  const account = await api(page, "POST", "/records/account", { name: `${name}客户`, source: "phone" });
  const deal = await api(page, "POST", "/records/opportunity", { name, account: account["id"], amount, source: "other" });
  const id = Number(deal["id"]);
  for (let turn = 0; turn < 5; turn += 1) {
    const now = await api(page, "GET", `/records/opportunity/${id}?fields=stage`);
    if ((now["stage"] as { name: string }).name === "商务谈判") break;
    await api(page, "POST", `/records/opportunity/${id}/actions/advance`, { feedback: "继续" });
  }
  return id;
}

test("[CO-15] a manager makes the rule for large deals in the browser and sees it fire once", async ({ page }) => {
  await signIn(page, "manager1");
  await page.goto("/o/automation_rule/new");
  await page.getByRole("textbox", { name: "规则名称" }).fill(RULE);
  await take(page, page, "对象", "商机", "商机");
  await page.getByText("修改时", { exact: true }).click();
  await take(page, page, "监听字段", "销售阶段", "销售阶段");
  await page.keyboard.press("Escape");
  await take(page, page, /变更后/, "商务谈判");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "添加条件" , exact: true }).first().click();
  const field = page.getByRole("combobox", { name: "字段", exact: true }).first();
  await field.click();
  await field.fill("商机金额");
  await page.locator(".ant-cascader-menu-item").filter({ hasText: "商机金额" }).first().click();
  await take(page, page, "运算符", "大于");
  await page.getByRole("textbox", { name: /商机金额/ }).or(page.getByRole("spinbutton", { name: /商机金额/ })).first().fill("500000");
  await take(page, page, "执行次数", "每次进入条件时执行一次");
  await page.getByRole("button", { name: "添加动作" }).click();
  await page.getByRole("menuitem", { name: "新建记录" }).click();
  await take(page, page, "新建什么", "行动", "行动");
  for (const [name, typed] of [["类型", "类型"], ["主题", "主题"], ["负责人", "负责人"], ["关联", "关联"]] as const) await take(page, page, "添加字段", name, typed);
  await take(page, page, "类型 的值", "任务");
  await page.getByRole("textbox", { name: "主题 的值" }).fill(`${SUBJECT}：{name}`);
  await take(page, page, /^负责人 的值$/, "的上级");
  await page.getByRole("switch", { name: "启用" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page).toHaveURL(/automation_rule\/\d+$/);

  const large = await negotiated(page, `大单${STAMP}`, "600000");
  await negotiated(page, `小单${STAMP}`, "500000");
  await signIn(page, "manager1");
  const tasks = async () => {
    const found = await api(page, "POST", "/records/activity/query", { filter: { field: "subject", op: "starts_with", value: SUBJECT }, fields: ["subject", "owner"] });
    return (found["items"] as { subject: string; owner: { name: string } }[]).map((one) => one.subject);
  };
  await page.goto("/o/automation_run");
  await expect.poll(tasks, { timeout: 20_000 }).toEqual([`${SUBJECT}：大单${STAMP}`]);
  await page.reload();
  await page.getByRole("link", { name: RULE }).first().click();
  await expect(page.getByText(RULE).first()).toBeVisible();
  await page.goto(`/o/opportunity/${large}`);
  await expect(page.getByText(`大单${STAMP}`).first()).toBeVisible();
});
