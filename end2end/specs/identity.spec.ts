import { expect, test } from "../support/fixtures.js";

test.describe("a browser that has not signed in", () => {
  test("is led to the page that says how", async ({ desk, context }) => {
    await context.clearCookies();
    for (const path of ["/", "/tasks", "/todos"]) {
      await desk.page.goto(path);
      await expect(desk.page).toHaveURL(/\/sign-in/);
      await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
    }
  });

  test("gets no token and changes nothing", async ({ place, playwright, owner }) => {
    const stranger = await playwright.request.newContext({
      baseURL: place.server.url,
      storageState: { cookies: [], origins: [] },
    });
    const answer = await stranger.post("/auth/token");
    expect(await answer.json()).toEqual({ token: null });
    const before = (await owner.todos()).length;
    await stranger.post("/do/add_todo", { form: { content: "Not mine" } });
    expect((await owner.todos()).length).toBe(before);
    await stranger.dispose();
  });
});

test("the owner's link signs a browser in once", async ({ desk, context, place }) => {
  await context.clearCookies();
  const link = await place.server.ownerLink();
  await desk.page.goto(link);
  await desk.isReady();
  await expect(desk.page.getByRole("heading", { level: 1 })).toHaveText("What should be worked on?");
  await context.clearCookies();
  await desk.page.goto(link);
  await expect(desk.page).toHaveURL(/\/sign-in/);
});

test("a page of another origin cannot post our forms", async ({ desk, owner }) => {
  await desk.todos.open();
  const before = (await owner.todos()).length;
  const response = await desk.page.request.post("/do/add_todo", {
    form: { content: "Forged" },
    headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
  });
  expect(response.status()).toBe(403);
  expect((await owner.todos()).length).toBe(before);
});

test("the session's cookie is out of reach for scripts", async ({ desk, context }) => {
  await desk.todos.open();
  const session = (await context.cookies()).find(({ name }) => name.includes("session"));
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
});
