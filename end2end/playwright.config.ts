import process from "node:process";
import { defineConfig } from "@playwright/test";

/**
 * Every spec runs with JavaScript ("hydrate") and without ("ssr"), on a wide and on a narrow screen.
 * `*.hydrate.spec.ts` need JavaScript, `*.ssr.spec.ts` are about its absence; titles with `@wide` are not
 * repeated on the narrow screen.
 *
 * CONCLAVE_BIN: the program under test. CHROMIUM: the browser. Each worker starts a server of its own.
 */
const wide = { viewport: { width: 1280, height: 800 } };
const narrow = { viewport: { width: 375, height: 812 }, hasTouch: true };
const withScript = { testIgnore: "**/*.ssr.spec.ts" };
const withoutScript = { testIgnore: "**/*.hydrate.spec.ts" };

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    // Recording takes a fifth longer: a run of everything goes without, `--trace=retain-on-failure` looks closer.
    trace: process.env.CI === undefined ? "retain-on-failure" : "off",
    // What they answer is out of the reach of tests; those about them allow them.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    },
  },
  projects: [
    { name: "hydrate", ...withScript, use: wide },
    { name: "hydrate-375", ...withScript, grepInvert: /@wide/, use: narrow },
    { name: "ssr", ...withoutScript, use: { ...wide, javaScriptEnabled: false } },
    {
      name: "ssr-375",
      ...withoutScript,
      grepInvert: /@wide/,
      use: { ...narrow, javaScriptEnabled: false },
    },
  ],
});
