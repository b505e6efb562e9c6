import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { invalidInput } from "./errors";
import {
  languageLengthMax,
  nameLengthMax,
  rulesLengthMax,
  rulesWordsMax,
  selectedModelsMax,
} from "./limits";
import type { settings, settingsChange } from "./shapes/account";
import { atMost, bounded, boundedList } from "./text";

export type Settings = Infer<typeof settings>;

/** What holds for somebody who has not chosen otherwise. */
export const defaultSettings: Settings = {
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
};

export const findSettings = async (
  ctx: QueryCtx,
  userId: Id<"users">,
): Promise<Doc<"userSettings"> | null> =>
  await ctx.db
    .query("userSettings")
    .withIndex("by_user", (q) => q.eq("userId", userId))
    .unique();

/** Somebody's settings, complete. */
export async function settingsOf(ctx: QueryCtx, userId: Id<"users">): Promise<Settings> {
  const row = await findSettings(ctx, userId);
  if (row === null) {
    return defaultSettings;
  }
  const { _id, _creationTime, userId: owner, createdAt, updatedAt, ...chosen } = row;
  return { ...defaultSettings, ...chosen };
}

export function checkSettings(change: Infer<typeof settingsChange>): Partial<Settings> {
  if (change.language !== undefined) {
    bounded("The language", change.language, languageLengthMax);
    if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(change.language)) {
      throw invalidInput("The language must be a tag such as en or pt-BR.");
    }
  }
  if (change.selectedModels !== undefined) {
    boundedList("model", change.selectedModels, selectedModelsMax, nameLengthMax);
  }
  if (change.rules !== undefined) {
    atMost("The rules", change.rules, rulesLengthMax);
    if (wordCount(change.rules) > rulesWordsMax) {
      throw invalidInput(`The rules must not be longer than ${rulesWordsMax} words.`);
    }
  }
  return change;
}

const wordCount = (text: string) => text.split(/\s+/).filter((word) => word !== "").length;
