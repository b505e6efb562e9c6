import { v } from "convex/values";
import { system } from "../shapes";

/** What people choose for themselves: settings and keys of model providers. */

export const theme = v.union(v.literal("system"), v.literal("light"), v.literal("dark"));
/** What is read out of an answer that comes by itself: nothing, that it begins and ends, or its words, too. */
export const announcements = v.union(v.literal("off"), v.literal("boundaries"), v.literal("full"));
export const density = v.union(v.literal("comfortable"), v.literal("compact"));

const choices = {
  theme,
  density,
  /** A language tag such as `en`. */
  language: v.string(),
  memoriesEnabled: v.boolean(),
  autoPullRequest: v.boolean(),
  enableShadowWiki: v.boolean(),
  enableIndexing: v.boolean(),
  /** Whether others may see that one is here, and typing. */
  sharesPresence: v.boolean(),
  /** Empty: all models of the providers with a key. */
  selectedModels: v.array(v.string()),
  /** Told to every agent; at most 100 words. */
  rules: v.string(),
};

/** Choices that rows may lack which are older than them. */
const laterChoices = {
  announcements,
  /** Whether keys without Ctrl or ⌘ do anything outside of fields. */
  characterShortcuts: v.boolean(),
  /** Whether Enter sends what one writes. If not, it begins a line, and Ctrl or ⌘ with it sends. */
  enterSends: v.boolean(),
};

export const userSettingsFields = {
  ...choices,
  ...v.object(laterChoices).partial().fields,
  userId: v.id("users"),
  createdAt: v.number(),
  updatedAt: v.number(),
};

/** The settings without what identifies the row: what pages and agents work with. */
export const settings = v.object({ ...choices, ...laterChoices });

/** A change of some settings. */
export const settingsChange = settings.partial();

export const modelProvider = v.union(
  v.literal("anthropic"),
  v.literal("openai"),
  v.literal("openrouter"),
);

export const keyStatus = v.union(v.literal("valid"), v.literal("invalid"), v.literal("unchecked"));

export const providerKeyFields = {
  userId: v.id("users"),
  provider: modelProvider,
  /** Encrypted by the server; leaves through internal functions only. */
  ciphertext: v.string(),
  /** The last characters, so that people recognise their key. */
  hint: v.string(),
  status: keyStatus,
  validatedAt: v.optional(v.number()),
  createdAt: v.number(),
  updatedAt: v.number(),
};

/** A key as its owner sees it: never the key itself. */
export const providerKeyEntry = v.object({
  provider: modelProvider,
  hint: v.string(),
  status: keyStatus,
  validatedAt: v.union(v.number(), v.null()),
});

export const syncStatusFields = {
  userId: v.id("users"),
  deviceId: v.string(),
  lastSyncTimestamp: v.number(),
};

export const syncStatusDocument = v.object({ ...system("syncStatus"), ...syncStatusFields });

/** Which document one from elsewhere has become. */
export const importFields = {
  userId: v.id("users"),
  /**
   * `versions` are threads. `forks`, `children` and `shown` wait for a message, a parent and a version that have
   * not been imported yet; `seeds` are documents of the demonstration world.
   */
  kind: v.union(
    v.literal("chats"),
    v.literal("messages"),
    v.literal("versions"),
    v.literal("children"),
    v.literal("forks"),
    v.literal("shown"),
    v.literal("seeds"),
  ),
  originalId: v.string(),
  /** The id of a chat, a message or another document; of the chat that waits for `children`, `forks` and `shown`. */
  documentId: v.string(),
};
