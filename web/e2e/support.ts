import AxeBuilder from "@axe-core/playwright";
import { expect, type BrowserContext, type JSHandle, type Page } from "@playwright/test";

/** What has to appear within five seconds; a busy machine is given three times as long. */
export const SOON = 15_000;

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

const sessions = new Map<string, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/**
 * This browser is signed in as that person; nothing is opened yet. One session each for all journeys:
 * the form of signing in has journeys of its own (signin-and-lead.spec.ts).
 */
export async function signIn(page: Page, username: string): Promise<void> {
  const context = page.context();
  await context.clearCookies();
  const known = sessions.get(username);
  if (known) return context.addCookies(known);
  const answer = await page.request.post("/api/v1/auth/login", { data: { username, password: PASSWORD } });
  expect(answer.ok(), `${username}: ${answer.status()} ${await answer.text()}`).toBe(true);
  sessions.set(username, await context.cookies());
}

// Not nothing at all: the client waits for the events at the end of what moves, to take a message away.
const STILL = "*, ::before, ::after { animation-duration: 1ms !important; animation-delay: 0s !important; transition-duration: 1ms !important; transition-delay: 0s !important; }";

/** What moves is at its end at once from here on: half-faded colours are nobody's reading. Tells whether the page has changed since. */
function hold(page: Page): Promise<JSHandle<{ changed: boolean; release: () => void }>> {
  return page.evaluateHandle((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
    for (const one of document.getAnimations()) if (one.effect?.getTiming().iterations !== Infinity) one.finish();
    const state = { changed: false, release: () => { observer.disconnect(); document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet); } };
    const observer = new MutationObserver(() => { state.changed = true; });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    return state;
  }, STILL);
}

/** What axe finds on the page now, and whether the page changed while it looked: what is found then may have been nowhere to be seen. */
async function look(page: Page): Promise<{ found: string[]; changed: boolean }> {
  const held = await hold(page);
  // In the page itself (there are no frames) and without the nodes that passed: half of the work otherwise.
  const rules = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations" as const] };
  const { violations } = await new AxeBuilder({ page }).options(rules).setLegacyMode().analyze();
  const changed = await held.evaluate((state) => { state.release(); return state.changed; });
  const serious = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  return { found: serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`), changed };
}

/** No serious or critical finding of axe on what is shown now; a page that changes meanwhile is looked at again. */
export async function expectAccessible(page: Page): Promise<void> {
  let seen = await look(page);
  for (let again = 0; again < 5 && seen.changed && seen.found.length > 0; again += 1) seen = await look(page);
  expect(seen.found).toEqual([]);
}

/** Choose an option of a select by its text, as a person does. */
export async function choose(page: Page, label: string | RegExp, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option").filter({ hasText: option }).first().click();
}

/** Call the API as the person signed in on this page. */
export async function api(page: Page, method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<Record<string, unknown>> {
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
