// What a first visit costs: from an empty cache, signed in, to the first rows of a list.
// node scripts/first-visit.mjs http://127.0.0.1:8000 LOGIN PASSWORD [RUNS]
import { chromium } from "@playwright/test";

const [address, login, password, runs = "5"] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

async function visit() {
  const context = await browser.newContext({ baseURL: address, locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const signedIn = await context.request.post("/api/v1/auth/login", { data: { username: login, password } });
  if (!signedIn.ok()) throw new Error(`signing in: ${signedIn.status()} ${await signedIn.text()}`);
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  let sent = 0;
  let plain = 0;
  let calls = 0;
  wire.on("Network.loadingFinished", (one) => (sent += one.encodedDataLength));
  wire.on("Network.dataReceived", (one) => (plain += one.dataLength));
  wire.on("Network.requestWillBeSent", () => (calls += 1));
  const began = performance.now();
  await page.goto("/o/lead", { waitUntil: "commit" });
  await page.getByRole("row").nth(5).waitFor();
  const took = performance.now() - began;
  await page.waitForTimeout(1500); // what comes after the rows belongs to the visit too; the live channel never ends
  await context.close();
  return { took, sent, plain, calls };
}

await visit(); // the server has loaded what it loads late
const seen = [];
for (let n = 0; n < Number(runs); n += 1) seen.push(await visit());
await browser.close();
const middle = (pick) => seen.map(pick).sort((a, b) => a - b)[Math.floor(seen.length / 2)];
const megabytes = (bytes) => (bytes / 1e6).toFixed(2);
console.log(
  `first visit: ${(middle((v) => v.took) / 1000).toFixed(2)} s to rows, ${megabytes(middle((v) => v.sent))} MB sent, ` +
    `${megabytes(middle((v) => v.plain))} MB unpacked, ${middle((v) => v.calls)} requests`,
);
