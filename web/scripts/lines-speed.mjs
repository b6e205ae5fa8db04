// How long a key in an order of many lines takes until it is painted, beside a key in a page that is nothing but an input:
// `node scripts/lines-speed.mjs http://127.0.0.1:8000 sales1 password [rows] [keys]`.
import { chromium } from "@playwright/test";

const [address = "http://127.0.0.1:8000", user = "sales1", password = "guike-demo", rows = "200", keys = "100"] = process.argv.slice(2);
const KEYS = Number(keys);

/** From the key to what the page does first after the frame that shows it. */
function clock() {
  window.took = [];
  window.addEventListener("keydown", (event) => {
    const began = event.timeStamp;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.took.push(performance.now() - began);
      after.port2.postMessage(null);
    });
  }, { capture: true });
}
/** Keys as somebody types them, five in a second. */
async function measured(page, name, press) {
  await page.evaluate(() => { window.took = []; });
  for (let at = 0; at < KEYS; at += 1) {
    await press(at);
    await page.waitForTimeout(200);
  }
  const took = (await page.evaluate(() => window.took)).sort((a, b) => a - b);
  const of = (part) => took[Math.min(took.length - 1, Math.floor(took.length * part))].toFixed(1);
  console.log(`${name}: ${took.length} keys, median ${of(0.5)} ms, p95 ${of(0.95)} ms, longest ${of(1)} ms`);
}
const digit = (page) => (at) => page.keyboard.press(at % 4 === 3 ? "Backspace" : String(1 + (at % 9)));

const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", reducedMotion: "reduce" });
const bare = await context.newPage();
await bare.setContent("<!doctype html><input>");
await bare.evaluate(clock);
await bare.focus("input");
await measured(bare, "a bare input", digit(bare));
await bare.close();
const page = await context.newPage();
await page.goto(`${address}/sign-in`);
await page.fill("input[autocomplete=username]", user);
await page.fill("input[type=password]", password);
await page.keyboard.press("Enter");
await page.waitForURL((url) => !url.pathname.includes("sign-in"));
const codes = await page.evaluate(async () => (await (await fetch("/api/v1/records/product?limit=100&view=active&fields=code")).json()).items.map((one) => one.code));
await page.goto(`${address}/o/sales_order/new`);
await page.getByLabel("客户", { exact: true }).click();
await page.locator(".ant-select-item-option").first().click();
await page.getByRole("button", { name: /添加一行/ }).click();
const table = Array.from({ length: Number(rows) }, (_, at) => `${codes[at % codes.length]}\t${at + 1}`).join("\n");
await page.evaluate((text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}, table);
await page.locator(".ant-message-success").waitFor({ timeout: 60_000 });
// What is not sold to this account waits in the dialog.
await page.getByRole("dialog").getByRole("button", { name: "取消" }).click({ timeout: 8_000 }).catch(() => undefined);
const count = Number(await page.getByRole("table", { name: "订单明细" }).getAttribute("aria-rowcount")) - 1;
console.log(`${count} rows`);
await page.evaluate(clock);
const typedIn = Math.min(4, count - 1);
const focus = async (column) => page.locator(`tr[data-row="${typedIn}"] td[data-column="${column}"] input`).first().click();
await page.waitForTimeout(2000);
await focus("quantity");
await measured(page, "digits of a quantity", digit(page));
await focus("unit_price");
await measured(page, "digits of a price", digit(page));
await measured(page, "from row to row", (at) => page.keyboard.press(at % 40 < 20 ? "ArrowDown" : "ArrowUp"));
await browser.close();
