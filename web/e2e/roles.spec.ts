import { expect, test, type Browser, type Page } from "@playwright/test";
import { api, fresh, signIn } from "./support";
import { desk } from "./journey";

interface Row { id: number }

const GIVEN = "blue-Lantern-42";
const OWN = "green-Lantern-43";

/** What the journeys are about, made once: accounts, orders and activities of two branches, and people in roles that the demo lacks. */
const made: Record<string, number> = {};
let admin: Page;

async function idOf(object: string, field: string, value: string): Promise<number> {
  const filter = encodeURIComponent(JSON.stringify({ field, op: "eq", value }));
  const { items } = (await api(admin, "GET", `/records/${object}?filter=${filter}`)) as { items: Row[] };
  expect(items, `${object} ${value}`).toHaveLength(1);
  return items[0]?.id ?? 0;
}

async function create(object: string, values: object): Promise<number> {
  return Number((await api(admin, "POST", `/records/${object}`, values))["id"]);
}

async function colleague(username: string, role: string, place: object): Promise<void> {
  made[username] = await create("user", { username: fresh(username), name: username, password: GIVEN, roles: [await idOf("role", "code", role)], ...place });
}

/** The desk of somebody made here, who first gives himself a password in place of the one that the administrator chose. */
async function deskOf(browser: Browser, username: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  const { username: login } = await api(admin, "GET", `/records/user/${String(made[username])}`);
  await page.request.post("/api/v1/auth/login", { data: { username: login, password: GIVEN } });
  const token = (await page.context().cookies()).find((cookie) => cookie.name === "csrftoken")?.value ?? "";
  const answer = await page.request.post("/api/v1/auth/login/password", { data: { new_password: OWN }, headers: { "X-CSRFToken": token } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return page;
}

async function opened(page: Page, object: string, name: string): Promise<void> {
  await page.goto(`/o/${object}/${String(made[name])}`);
  await expect(page.locator(".gk-record-head h1")).toBeVisible();
}

async function expectEditable(page: Page, object: string, name: string): Promise<void> {
  await opened(page, object, name);
  await expect(page.getByRole("button", { name: "编辑", exact: true })).toBeVisible();
}

/** The page is there, without a way to change it; the server refuses it, too, and nothing is changed. */
async function expectReadOnly(page: Page, object: string, name: string): Promise<void> {
  await opened(page, object, name);
  await expect(page.getByRole("button", { name: "编辑", exact: true })).toHaveCount(0);
  expect(await refusal(page, object, name)).toBe(403);
}

async function refusal(page: Page, object: string, name: string): Promise<number> {
  const path = `/api/v1/records/${object}/${String(made[name])}`;
  const before = await api(admin, "GET", `/records/${object}/${String(made[name])}`);
  const token = (await page.context().cookies()).find((cookie) => cookie.name === "csrftoken")?.value ?? "";
  const answer = await page.request.patch(path, { data: { external_id: "tried" }, headers: { "X-CSRFToken": token, Referer: page.url() } });
  expect((await api(admin, "GET", `/records/${object}/${String(made[name])}`))["_version"]).toBe(before["_version"]);
  return answer.status();
}

async function expectUnseen(page: Page, object: string, name: string): Promise<void> {
  await page.goto(`/o/${object}/${String(made[name])}`);
  await expect(page.getByRole("alert").or(page.locator(".ant-result"))).toBeVisible();
  await expect(page.locator(".gk-record-head")).toHaveCount(0);
  expect((await page.request.get(`/api/v1/records/${object}/${String(made[name])}`)).status()).toBe(404);
}

test.beforeAll(async ({ browser }) => {
  admin = await (await browser.newContext()).newPage();
  await signIn(admin, "admin");
  await admin.goto("/profile");
  const served = await idOf("user", "username", "sales1");
  made["rule"] = await create("team_rule", { name: fresh("常务经理"), object: "account", source: "owners", owners: [{ kind: "user", value: served }], members: [{ kind: "serving" }], access: "edit" });
  for (const seller of ["sales1", "sales2", "sales3"]) {
    const owner = await idOf("user", "username", seller);
    const account = await create("account", { name: fresh("角色打印"), status: "formal", owner });
    made[`account ${seller}`] = account;
    made[`order ${seller}`] = await create("sales_order", { account, owner });
    made[`activity ${seller}`] = await create("activity", { kind: "visit", subject: fresh("拜访"), owner, related: [{ object: "account", id: account }], planned_start_at: "2027-01-05T09:00:00+08:00" });
  }
  const branch = await idOf("department", "code", "B1");
  const line = await idOf("department", "code", "B1L1");
  await colleague("follower", "order_follower", { department: line });
  await colleague("assistant", "sales_assistant", { departments: [branch], is_salesperson: false });
  await colleague("service", "service", { departments: [branch], is_salesperson: false });
  made["account follower"] = await create("account", { name: fresh("跟单打印"), status: "formal", owner: made["follower"] });
});

test.afterAll(() => api(admin, "DELETE", `/records/team_rule/${String(made["rule"])}`));

test("[PM-20] [PM-15] a salesperson keeps his own customers, orders and actions, and sees nobody else's", async ({ browser }) => {
  const page = await desk(browser, "sales1");
  await expectEditable(page, "account", "account sales1");
  await expectEditable(page, "sales_order", "order sales1");
  await expectUnseen(page, "account", "account sales2");
});

test("[PM-21] a manager edits the orders of his people and looks at their actions", async ({ browser }) => {
  const page = await desk(browser, "manager1");
  await expectEditable(page, "sales_order", "order sales1");
  await expectReadOnly(page, "activity", "activity sales1");
  await expectUnseen(page, "sales_order", "order sales2");
});

test("[PM-22] a director sees one line of products in all branches, by one virtual department", async ({ browser }) => {
  const page = await desk(browser, "director1");
  await expectEditable(page, "sales_order", "order sales1");
  await opened(page, "sales_order", "order sales2");
  await expectUnseen(page, "sales_order", "order sales3");
});

test("[PM-23] who follows orders views his department and edits his own", async ({ browser }) => {
  const page = await deskOf(browser, "follower");
  await expectReadOnly(page, "account", "account sales1");
  await expectEditable(page, "account", "account follower");
  await expectUnseen(page, "account", "account sales2");
});

test("[PM-25] customer service views the customers of its departments and adds actions to them", async ({ browser }) => {
  const page = await deskOf(browser, "service");
  await expectReadOnly(page, "account", "account sales1");
  const about = [{ object: "account", id: made["account sales1"] }];
  await api(page, "POST", "/records/activity", { kind: "call", subject: fresh("回访"), related: about, planned_start_at: "2027-01-06T09:00:00+08:00" });
  await expectUnseen(page, "account", "account sales2");
});

test("[PM-26] [PM-19] a managing director edits the customers of those whom he serves, and nobody of a branch becomes one", async ({ browser }) => {
  const page = await desk(browser, "deputy1");
  await expectEditable(page, "account", "account sales1");
  await expectUnseen(page, "account", "account sales2");
  const managing = await idOf("role", "code", "managing");
  await admin.goto(`/o/user/${String(await idOf("user", "username", "sales2"))}`);
  const token = (await admin.context().cookies()).find((cookie) => cookie.name === "csrftoken")?.value ?? "";
  const answer = await admin.request.patch(`/api/v1/records/user/${String(await idOf("user", "username", "sales2"))}`, { data: { roles: [managing] }, headers: { "X-CSRFToken": token, Referer: admin.url(), "Accept-Language": "zh-CN" } });
  expect(answer.status()).toBe(422);
  expect(await answer.text()).toContain("角色“常务经理”仅限总部");
});

test("[PM-27] an assistant sees the orders of the departments in his charge alone", async ({ browser }) => {
  const page = await deskOf(browser, "assistant");
  await opened(page, "sales_order", "order sales1");
  await expectUnseen(page, "sales_order", "order sales2");
});
