import { test as base } from "./fixtures.js";
import { ScriptedProvider } from "./provider.mjs";

export * from "./fixtures.js";
export { gate } from "./provider.mjs";

type WorkerFixtures = { scripted: ScriptedProvider };
type TestFixtures = { provider: ScriptedProvider };

/** Tests in which a scripted model answers. Without a script it repeats what it was told. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  scripted: [
    async ({}, use) => {
      const provider = await ScriptedProvider.start();
      await use(provider);
      await provider.close();
    },
    { scope: "worker" },
  ],

  provider: [
    async ({ scripted, place }, use) => {
      for (const [name, value] of Object.entries(scripted.variables)) {
        await place.server.setVariable(name, value);
      }
      scripted.forget();
      await use(scripted);
    },
    { auto: true },
  ],
});
