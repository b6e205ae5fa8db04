import { expect, test, type Page } from "@playwright/test";
import { api, expectAccessible, fresh, signIn } from "./support";

/** A Wednesday of the weeks in which nothing of the demo company's own stands, another one each time. */
function aWednesday(among = 40): string {
  const weeks = 3 + Math.floor(Math.random() * among);
  const day = new Date(Date.now() + weeks * 7 * 86_400_000);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7) + 2);
  return day.toISOString().slice(0, 10);
}

const at = (day: string, hour: number) => new Date(`${day}T${String(hour).padStart(2, "0")}:00:00+08:00`).toISOString();

async function meeting(page: Page, subject: string, day: string, hour: number, more: object = {}): Promise<number> {
  const lead = await api(page, "POST", "/records/lead", { name: subject, source: "phone" });
  const made = await api(page, "POST", "/records/activity", {
    kind: "meeting", subject, related: [{ object: "lead", id: lead["id"] }], planned_start_at: at(day, hour), planned_end_at: at(day, hour + 1), ...more,
  });
  return made["id"] as number;
}

/** From the row of one hour to that of another. */
async function drag(page: Page, subject: string, from: number, to: number): Promise<void> {
  const lane = (hour: number) => page.locator(`.fc-timegrid-slot-lane[data-time='${hour}:00:00']`).boundingBox();
  const event = page.locator(".gk-event").filter({ hasText: subject });
  await event.scrollIntoViewIfNeeded();
  const [box, first, last] = [await event.boundingBox(), await lane(from), await lane(to)];
  if (!box || !first || !last) throw new Error("nothing to drag");
  const [x, y] = [box.x + box.width / 2, box.y + 4];
  await page.mouse.move(x, y);
  await page.mouse.down();
  // The grid goes by the middle of the event, which lies on the edge of two quarters: a little less falls into the right one.
  await page.mouse.move(x, y + last.y - first.y - 3, { steps: 16 });
  await page.mouse.up();
}

test("[AC-06] [BA-22] a salesperson drags a meeting, a taken room sends it back, his superior only looks", async ({ page }) => {
  await signIn(page, "admin");
  const [day, room] = [aWednesday(), fresh("洽谈室")];
  const { id: resource } = await api(page, "POST", "/records/resource", { name: room });
  await signIn(page, "sales1");
  const subject = fresh("评审");
  const id = await meeting(page, subject, day, 10, { resources: [resource] });
  await meeting(page, fresh("占用"), day, 17, { resources: [resource] });
  await page.goto(`/calendar?view=week&on=${day}`);
  const event = page.locator(".gk-event").filter({ hasText: subject });
  await expect(event).toContainText("10:00");
  await expect(event).toContainText(room);

  await drag(page, subject, 10, 14);
  await expect(page.getByText("已改期")).toBeVisible();
  await expect(event).toContainText("14:00");
  expect((await api(page, "GET", `/records/activity/${id}`))["planned_start_at"]).toBe(at(day, 14).replace(".000", ""));

  await drag(page, subject, 14, 17);
  await expect(page.getByText(`“${room}”在`)).toBeVisible();
  await expect(event).toContainText("14:00");
  expect((await api(page, "GET", `/records/activity/${id}`))["planned_start_at"]).toBe(at(day, 14).replace(".000", ""));
  await expectAccessible(page);

  const mine = (await api(page, "GET", "/auth/me"))["id"] as number;
  await signIn(page, "manager1");
  await page.goto(`/calendar?view=week&on=${day}&users=${mine}`);
  await expect(event).toContainText("14:00");
  await drag(page, subject, 14, 10);
  await expect(event).toContainText("14:00");
  await signIn(page, "sales2");
  await page.goto(`/calendar?view=week&on=${day}&users=${mine}`);
  await expect(page.getByRole("button", { name: "今天" })).toBeVisible();
  await expect(event).toHaveCount(0);
});

test("[AC-06] one of an activity that repeats is dragged alone, with the following ones, or not at all", async ({ page }) => {
  await signIn(page, "sales1");
  const [day, subject] = [aWednesday(7), fresh("周例会")]; // rows are written a quarter ahead
  const next = (weeks: number) => new Date(Date.parse(`${day}T00:00:00Z`) + weeks * 7 * 86_400_000).toISOString().slice(0, 10);
  await meeting(page, subject, day, 10, { repeat: "FREQ=WEEKLY;COUNT=3" });
  const filter = encodeURIComponent(JSON.stringify({ field: "subject", op: "eq", value: subject }));
  const stored = async () => {
    const rows = (await api(page, "GET", `/records/activity?fields=planned_start_at,planned_end_at&sort=planned_start_at&filter=${filter}`))["items"] as { planned_start_at: string; planned_end_at: string }[];
    return rows.map((row) => [row.planned_start_at, row.planned_end_at]);
  };
  const hours = (...starts: number[]) => starts.map((hour, week) => [hour, hour + 1].map((one) => at(next(week), one).replace(".000", "")));
  expect(await stored()).toEqual(hours(10, 10, 10));
  const event = page.locator(".gk-event").filter({ hasText: subject });
  const question = page.getByRole("dialog", { name: "这是重复的行动" });

  await page.goto(`/calendar?view=week&on=${day}`);
  await drag(page, subject, 10, 14);
  await expectAccessible(page);
  await question.getByRole("button", { name: "取消" }).click();
  await expect(event).toContainText("10:00");
  expect(await stored()).toEqual(hours(10, 10, 10));

  await drag(page, subject, 10, 14);
  await question.getByRole("button", { name: "仅此一次" }).click();
  await expect(page.getByText("已改期")).toBeVisible();
  await expect(event).toContainText("14:00");
  expect(await stored()).toEqual(hours(14, 10, 10));

  await page.goto(`/calendar?view=week&on=${next(1)}`);
  await drag(page, subject, 10, 15);
  await question.getByRole("button", { name: "此次及以后" }).click();
  await expect(page.getByText("已改期")).toBeVisible();
  await expect(event).toContainText("15:00");
  expect(await stored()).toEqual(hours(14, 15, 15));
});

test("[BA-22] a resource shows who has it when, and for what only to whom may see that", async ({ page }) => {
  await signIn(page, "admin");
  const [day, room] = [aWednesday(), fresh("路演厅")];
  const { id: resource } = await api(page, "POST", "/records/resource", { name: room });
  await signIn(page, "sales1");
  const me = await api(page, "GET", "/auth/me");
  const subject = fresh("绝密评审");
  const id = await meeting(page, subject, day, 10, { resources: [resource] });
  await page.goto(`/calendar?view=week&on=${day}`);
  await page.getByRole("combobox", { name: "查看资源" }).fill(room);
  await page.locator(".ant-select-item-option").filter({ hasText: room }).click();
  // Weekly meetings of the demo company may stand in that week as well.
  const entry = (said: string) => page.locator(".gk-event").filter({ hasText: String(me["name"]) }).filter({ hasText: said });
  await entry(subject).click();
  await expect(page).toHaveURL(new RegExp(`/o/activity/${id}`));

  await signIn(page, "sales2");
  await page.goto(`/calendar?view=week&on=${day}&resource=${String(resource)}`);
  await expect(entry("已占用")).toHaveCount(1);
  await expect(page.getByText(subject)).toHaveCount(0);
  await entry("已占用").click();
  await expect(page).toHaveURL(/\/calendar/);
  await expectAccessible(page);
});
