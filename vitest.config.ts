import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "convex",
          include: ["convex/**/*.test.ts"],
          // What Convex functions run in has web APIs and no Node.js.
          environment: "edge-runtime",
          // No test waits for time to pass; what takes longer than usual runs on a busy machine.
          testTimeout: 60_000,
          server: { deps: { inline: ["convex-test"] } },
        },
      },
      {
        test: { name: "offline", include: ["offline/**/*.test.ts"], environment: "node" },
      },
      {
        test: { name: "tools", include: ["xtask/js/**/*.test.mjs"], environment: "node" },
      },
    ],
  },
});
