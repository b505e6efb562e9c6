import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { expect } from "./fixtures.js";

/** No rule of axe is broken, the size of targets included. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({ rules: { "target-size": { enabled: true } } })
    .analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.join(" ")}\n  ${failureSummary}`),
  );
  expect.soft(found).toEqual([]);
}

/**
 * A page as a browser without script shows it, in a browser where axe can run: axe needs script itself. The
 * document comes without its scripts, and the stylesheets' questions about scripting are answered with no.
 */
export async function scriptlessCopy(context: BrowserContext, path: string): Promise<Page> {
  await context.route(/\.css(\?|$)/, async (route) => {
    const response = await route.fetch();
    const body = (await response.text())
      .replace(/\(\s*scripting\s*:\s*none\s*\)/g, "(min-width: 0px)")
      .replace(/\(\s*scripting\s*:\s*enabled\s*\)/g, "(max-width: 0px)");
    await route.fulfill({ response, body });
  });
  const page = await context.newPage();
  await page.route(
    (url) => url.pathname === path.split("?")[0],
    async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/<script\b[^]*?<\/script>/g, "");
      const { "content-security-policy": _, ...headers } = response.headers();
      await route.fulfill({ response, headers, body });
    },
  );
  return page;
}
