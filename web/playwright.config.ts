import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";

/** Debian's browser; a machine with another one names it in CHROMIUM. */
const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
if (!existsSync(chromium)) {
  throw new Error(`No browser at ${chromium}. Install one (apt-get install chromium) or set CHROMIUM.`);
}

export default defineConfig({
  testDir: "e2e",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env["GUIKE_URL"] ?? "http://127.0.0.1:8000",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1440, height: 900 },
    // As people work who asked for no motion: there is nothing to wait for. The whole journey is walked with it.
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    // A trace of each moment costs a seventh of the journeys: to look for something, make e2e ARGS=--trace=retain-on-failure.
    trace: "off",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
