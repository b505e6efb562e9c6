import { describe, expect, test } from "vitest";
import { api, internal } from "./_generated/api";
import { createWorld, expectFailure } from "./test.setup";

describe("settings", () => {
  test("have defaults before anything was chosen", async () => {
    const { ada } = createWorld();
    expect(await ada.query(api.userSettings.get, {})).toEqual({
      theme: "system",
      density: "comfortable",
      language: "en",
      memoriesEnabled: true,
      autoPullRequest: false,
      enableShadowWiki: true,
      enableIndexing: false,
      sharesPresence: true,
      characterShortcuts: true,
      announcements: "full",
      enterSends: true,
      selectedModels: [],
      rules: "",
    });
  });

  test("are complete where their row is older than a choice", async () => {
    const { ada, deployment } = createWorld();
    await ada.mutation(api.userSettings.update, { theme: "dark", characterShortcuts: false });
    await deployment.run(async (ctx) => {
      const [row] = await ctx.db.query("userSettings").take(1);
      await ctx.db.patch("userSettings", row!._id, { characterShortcuts: undefined });
    });
    const { theme, characterShortcuts } = await ada.query(api.userSettings.get, {});
    expect({ theme, characterShortcuts }).toEqual({ theme: "dark", characterShortcuts: true });
  });

  test("change one by one, in one row, whoever is first", async () => {
    const { ada, deployment } = createWorld();
    await Promise.all([
      ada.mutation(api.userSettings.update, { theme: "dark" }),
      ada.mutation(api.userSettings.update, { selectedModels: ["small"] }),
    ]);
    const { theme, selectedModels, language } = await ada.query(api.userSettings.get, {});
    expect({ theme, selectedModels, language }).toEqual({
      theme: "dark",
      selectedModels: ["small"],
      language: "en",
    });
    const rows = await deployment.run((ctx) => ctx.db.query("userSettings").take(9));
    expect(rows).toHaveLength(1);
  });

  test.for([
    { rules: "word ".repeat(101) },
    { rules: "x".repeat(2_001) },
    { language: "english please" },
    { selectedModels: [""] },
  ])("bad values are refused", async (change) => {
    const { ada } = createWorld();
    await expectFailure(ada.mutation(api.userSettings.update, change), "INVALID_INPUT");
  });

  test("rules of a hundred words are accepted, and can be taken away again", async () => {
    const { ada } = createWorld();
    const rules = "word ".repeat(100).trim();
    await ada.mutation(api.userSettings.update, { rules });
    expect(await ada.query(api.userSettings.get, {})).toMatchObject({ rules });
    await ada.mutation(api.userSettings.update, { rules: "" });
    expect(await ada.query(api.userSettings.get, {})).toMatchObject({ rules: "" });
  });
});

describe("keys of providers", () => {
  const put = async (world: ReturnType<typeof createWorld>, ciphertext: string, hint: string) => {
    const userId = await world.ada.mutation(api.auth.upsertUser, {});
    const key = { userId, provider: "openai" as const, ciphertext, hint };
    await world.deployment.mutation(internal.providerKeys.put, { ...key, status: "valid", validatedAt: 1 });
    return userId;
  };

  test("are one per provider, and never leave through a public function", async () => {
    const world = createWorld();
    await put(world, "first", "…aaaa");
    const userId = await put(world, "second", "…bbbb");
    const keys = await world.ada.query(api.providerKeys.list, {});
    expect(keys).toEqual([{ provider: "openai", hint: "…bbbb", status: "valid", validatedAt: 1 }]);
    const provider = "openai" as const;
    const stored = await world.deployment.query(internal.providerKeys.ciphertext, { userId, provider });
    expect(stored).toBe("second");
  });

  test("say when a provider has refused them", async () => {
    const world = createWorld();
    const userId = await put(world, "first", "…aaaa");
    const refused = { userId, provider: "openai" as const, status: "invalid" as const };
    await world.deployment.mutation(internal.providerKeys.setStatus, refused);
    expect(await world.ada.query(api.providerKeys.list, {})).toMatchObject([{ status: "invalid" }]);
  });

  test("are removed by their owner, once", async () => {
    const world = createWorld();
    await put(world, "first", "…aaaa");
    const remove = () => world.ada.mutation(api.providerKeys.remove, { provider: "openai" });
    await remove();
    expect(await world.ada.query(api.providerKeys.list, {})).toEqual([]);
    await expectFailure(remove(), "NOT_FOUND");
  });
});

describe("a profile", () => {
  const picture = "data:image/png;base64,iVBORw0KGgo=";

  test("changes name and picture", async () => {
    const { ada } = createWorld();
    const update = (change: { name: string; image?: string | null }) =>
      ada.mutation(api.users.updateProfile, change);
    await update({ name: "  Ada\nL. ", image: picture });
    expect(await ada.query(api.auth.currentUser, {})).toMatchObject({
      name: "Ada L.",
      image: picture,
    });
    await update({ name: "Ada", image: null });
    expect(await ada.query(api.auth.currentUser, {})).not.toHaveProperty("image");
  });

  test.for([
    { name: " " },
    { name: "Ada", image: "javascript:alert(1)" },
    { name: "Ada", image: "https://pictures.test/ada.png" },
    { name: "Ada", image: "data:image/svg+xml;base64,AAAA" },
    { name: "Ada", image: `data:image/png;base64,${"A".repeat(65_536)}` },
  ])("bad values are refused", async (change) => {
    const { ada } = createWorld();
    await expectFailure(ada.mutation(api.users.updateProfile, change), "INVALID_INPUT");
  });
});
