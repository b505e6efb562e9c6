import { v } from "convex/values";
import { mutation, query } from "./_generated/server";
import { findUser, requireUser } from "./lib/access";
import { deviceLengthMax, devicesMax } from "./lib/limits";
import { syncStatusDocument } from "./lib/shapes/account";
import { bounded } from "./lib/text";

/** When each of the caller's devices last had everything. */
export const get = query({
  args: {},
  returns: v.array(syncStatusDocument),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    return user === null
      ? []
      : await ctx.db
          .query("syncStatus")
          .withIndex("by_user", (q) => q.eq("userId", user._id))
          .take(devicesMax);
  },
});

/** A device has everything now. Beyond the bound the one that was longest without takes its leave. */
export const record = mutation({
  args: { deviceId: v.string() },
  returns: v.null(),
  handler: async (ctx, { deviceId }) => {
    const user = await requireUser(ctx);
    bounded("The device", deviceId, deviceLengthMax);
    const rows = await ctx.db
      .query("syncStatus")
      .withIndex("by_user", (q) => q.eq("userId", user._id))
      .take(devicesMax);
    const known = rows.find((row) => row.deviceId === deviceId);
    const lastSyncTimestamp = Date.now();
    if (known !== undefined) {
      await ctx.db.patch("syncStatus", known._id, { lastSyncTimestamp });
      return null;
    }
    if (rows.length >= devicesMax) {
      const oldest = rows.reduce((a, b) => (b.lastSyncTimestamp < a.lastSyncTimestamp ? b : a));
      await ctx.db.delete("syncStatus", oldest._id);
    }
    await ctx.db.insert("syncStatus", { userId: user._id, deviceId, lastSyncTimestamp });
    return null;
  },
});
