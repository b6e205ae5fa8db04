import { expect, test, type Locator, type Page } from "@playwright/test";
import { desk, detail } from "./journey";
import { signIn } from "./support";

type Found = Record<string, unknown> & { id: number };

async function api(page: Page, method: "get" | "post" | "patch", path: string, data?: unknown): Promise<Record<string, unknown>> {
  const cookies = await page.context().cookies();
  const csrf = cookies.find((one) => one.name === "csrftoken")?.value ?? "";
  const answer = await page.request[method](`/api/v1${path}`, { ...(data === undefined ? {} : { data }), headers: { "X-CSRFToken": csrf } });
  expect(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Record<string, unknown>;
}

/** The dialog of an action of the record that is open, wherever its button stands. */
async function act(page: Page, name: string): Promise<Locator> {
  const button = page.getByRole("button", { name, exact: true });
  if ((await button.count()) === 0) await page.getByRole("button", { name: /更多/ }).first().click();
  await button.or(page.getByRole("menuitem", { name, exact: true })).first().click();
  return page.getByRole("dialog", { name: new RegExp(`^${name}`) });
}

async function confirm(page: Page, name: string): Promise<void> {
  const dialog = await act(page, name);
  await dialog.getByRole("button", { name, exact: true }).last().click();
  await expect(dialog).toBeHidden();
}

/** An order of the demo that holds at least three pieces of one thing. */
async function waiting(page: Page): Promise<Found> {
  const filter = { all: [{ field: "status", op: "eq", value: "approved" }] };
  const { items } = (await api(page, "post", "/records/sales_order/query", { filter, sort: ["-id"], limit: 50 })) as { items: Found[] };
  for (const one of items) {
    const order = (await api(page, "get", `/records/sales_order/${one.id}`)) as Found;
    const lines = order["lines"] as Record<string, string>[];
    const drafts = (await api(page, "post", "/records/shipment/query", { filter: { field: "order", op: "eq", value: one.id }, limit: 1 })) as { items: Found[] };
    if (drafts.items.length === 0 && lines.some((line) => Number(line["reserved_qty"]) >= 3)) return order;
  }
  throw new Error("no order of the demo holds three pieces");
}

test("[ST-07] [ST-08] a shipper's day: from the list of what waits to the receipt that the customer confirms by his link", async ({ page, browser }) => {
  test.setTimeout(120_000);
  await signIn(page, "shipper1");
  const order = await waiting(page);
  await page.goto("/o/sales_order?view=to_ship");
  await expect(page.getByRole("heading", { name: /销售订单|订单/ }).first()).toBeVisible();

  await page.goto(`/o/sales_order/${order.id}`);
  await expect(page.getByRole("region", { name: "进度" })).toContainText("生效");
  await confirm(page, "生成发货单");
  const { items } = (await api(page, "post", "/records/shipment/query", { filter: { field: "order", op: "eq", value: order.id }, sort: ["id"], limit: 5 })) as { items: Found[] };
  const [first] = items;
  if (!first) throw new Error("no shipment was made");
  const draft = (await api(page, "get", `/records/shipment/${first.id}`)) as Found & { _version: number; lines: (Found & { quantity: string })[] };
  const [line] = draft.lines;
  if (!line) throw new Error("the shipment has no lines");
  await api(page, "patch", `/records/shipment/${first.id}`, { _version: draft._version, carrier: "顺丰速运", tracking_no: "SF100200300", lines: [{ id: line.id, quantity: "2" }] });

  await page.goto(`/o/shipment/${first.id}`);
  const picks = await page.request.get(`/api/v1/records/shipment/${first.id}/print?template=pick_list`);
  expect(picks.headers()["content-type"]).toContain("application/pdf");
  await confirm(page, "备货完成");
  await expect(detail(page, "备货人")).not.toHaveText("—");
  const note = await page.request.get(`/api/v1/records/shipment/${first.id}/print?template=delivery_note`);
  expect(note.headers()["content-type"]).toContain("application/pdf");
  await confirm(page, "确认发货");
  await expect(page.locator(".gk-record-head")).toContainText("已发货");

  const { url } = (await api(page, "post", "/links", { object: "shipment", id: first.id, purpose: "shipment.receipt" })) as { url: string };
  const stranger = await (await browser.newContext({ locale: "zh-CN", viewport: { width: 360, height: 740 } })).newPage();
  await stranger.goto(new URL(url).pathname);
  await expect(stranger.getByRole("heading", { name: "收货确认" })).toBeVisible();
  await expect(stranger.getByText("SF100200300")).toBeVisible();
  await stranger.getByRole("button", { name: "只收到一部分" }).click();
  await stranger.getByPlaceholder("实际收到的数量").first().fill("1");
  await stranger.getByRole("textbox", { name: "您的姓名" }).fill("收货处老林");
  await stranger.getByRole("button", { name: "只收到一部分" }).click();
  await expect(stranger.getByText("已收到您的回复，谢谢。")).toBeVisible();
  await stranger.goto(new URL(url).pathname);
  await stranger.getByRole("button", { name: "全部收到" }).click();
  await stranger.getByRole("textbox", { name: "您的姓名" }).fill("收货处老林");
  await stranger.getByRole("button", { name: "全部收到" }).click();
  await expect(stranger.getByText("已收到您的回复，谢谢。")).toBeVisible();
  await page.reload();
  await expect(page.locator(".gk-record-head")).toContainText("已收货");
  await expect(detail(page, "客户确认人")).toHaveText("收货处老林");

  // What is left goes out, is stopped, and the order is open again.
  await page.goto(`/o/sales_order/${order.id}`);
  await confirm(page, "发货");
  const later = (await api(page, "post", "/records/shipment/query", { filter: { all: [{ field: "order", op: "eq", value: order.id }, { field: "status", op: "eq", value: "shipped" }] }, limit: 5 })) as { items: Found[] };
  for (const one of later.items) {
    await page.goto(`/o/shipment/${one.id}`);
    const dialog = await act(page, "取消发货");
    await dialog.getByLabel("取消原因").fill("装错了");
    await dialog.getByRole("button", { name: "取消发货", exact: true }).last().click();
    await expect(dialog).toBeHidden();
    await expect(page.locator(".gk-record-head")).toContainText("已取消");
  }
  await page.goto(`/o/sales_order/${order.id}`);
  await expect(page.locator(".gk-record-head")).toContainText("部分发货");

  const seller = await desk(browser, "admin");
  await seller.goto(`/o/sales_order/${order.id}`);
  await expect(seller.getByRole("region", { name: "进度" })).toContainText("SF100200300");
});
