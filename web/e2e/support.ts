import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export const PASSWORD = "guike-demo";

/** A name that no other run has used: journeys share one company. */
export function fresh(base: string): string {
  return `${base}${Date.now().toString(36).slice(-5)}${Math.floor(Math.random() * 1296).toString(36)}`;
}

const CHARACTERS = "安包陈邓冯高何江康林马宁欧潘钱任孙唐吴徐杨周";
const INITIALS = "abcdfghjklmnopqrstwxyz";

/** Six characters and their pinyin initials, hardly ever the same twice. */
export function freshChinese(): { name: string; initials: string } {
  const picks = Array.from({ length: 6 }, () => Math.floor(Math.random() * CHARACTERS.length));
  return { name: picks.map((at) => CHARACTERS[at]).join(""), initials: picks.map((at) => INITIALS[at]).join("") };
}

/** Eight digits after 139 that no other run has used. */
export function freshMobile(): string {
  return `139${String(Date.now()).slice(-8)}`;
}

export async function signIn(page: Page, username: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "主菜单" })).toBeVisible();
}

/** No serious or critical finding of axe on what is shown now. */
export async function expectAccessible(page: Page): Promise<void> {
  // Half-faded colours of a running transition are nobody's reading.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running" || one.effect?.getTiming().iterations === Infinity));
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  const serious = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`)).toEqual([]);
}

/** Choose an option of a select by its text, as a person does. */
export async function choose(page: Page, label: string | RegExp, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option").filter({ hasText: option }).first().click();
}

/** Call the API as the person signed in on this page. */
export async function api(page: Page, method: "GET" | "POST" | "PATCH", path: string, body?: unknown): Promise<Record<string, unknown>> {
  const cookies = await page.context().cookies();
  const token = cookies.find((cookie) => cookie.name === "csrftoken")?.value ?? "";
  const answer = await page.request.fetch(`/api/v1${path}`, {
    method, data: body, headers: { "X-CSRFToken": token, Referer: page.url(), "Accept-Language": "zh-CN" },
  });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return answer.status() === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
}

/** A lead of the person signed in. */
export async function makeLead(page: Page, name: string): Promise<Record<string, unknown>> {
  return api(page, "POST", "/records/lead", { name, company: `${name}图文有限公司`, mobile: freshMobile(), source: "exhibition" });
}
