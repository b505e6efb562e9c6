import { expect, test } from "../support/fixtures.js";

// Every test fails whose browsers report what a page's policy forbids. This one proves that they do.

test("what a policy forbids is noticed in every browser @wide", async ({ desk, otherDesk, newDesk, problems }) => {
  problems.expect(/img-src|violates/);
  for (const [number, { page }] of [desk, otherDesk, await newDesk()].entries()) {
    const foreign = `https://elsewhere-${number}.example/picture.png`;
    await page.goto("/tasks");
    await page.evaluate((address) => (new Image().src = address), foreign);
    await expect.poll(() => problems.has(new RegExp(`^forbidden by img-src: ${foreign}`))).toBe(true);
  }
});
