import { v } from "convex/values";
import { mutation, query } from "./_generated/server";
import { findUser, requireUser } from "./lib/access";
import { disappear } from "./lib/presence";
import { checkSettings, defaultSettings, findSettings, settingsOf } from "./lib/settings";
import { settings, settingsChange } from "./lib/shapes/account";

/** The caller's settings, complete: what was not chosen has its default. */
export const get = query({
  args: {},
  returns: settings,
  handler: async (ctx) => {
    const user = await findUser(ctx);
    return user === null ? defaultSettings : await settingsOf(ctx, user._id);
  },
});

/** Changes the settings that are named. Whoever stops sharing their presence disappears at once. */
export const update = mutation({
  args: settingsChange.fields,
  returns: v.null(),
  handler: async (ctx, args) => {
    const user = await requireUser(ctx);
    const change = checkSettings(args);
    if (change.sharesPresence === false) await disappear(ctx, user._id);
    const now = Date.now();
    const row = await findSettings(ctx, user._id);
    if (row === null) {
      const times = { createdAt: now, updatedAt: now };
      await ctx.db.insert("userSettings", {
        ...defaultSettings,
        ...change,
        userId: user._id,
        ...times,
      });
    } else {
      await ctx.db.patch("userSettings", row._id, { ...change, updatedAt: now });
    }
    return null;
  },
});
