import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { requireAdvisor } from "./access";
import { invalidInput } from "./errors";
import {
  advisorEntriesMax,
  advisorsMax,
  advisorTextLengthMax,
  keyLengthMax,
  mentionsMax,
  nameLengthMax,
  tagLengthMax,
  tagsMax,
} from "./limits";
import type { advisorPersona, advisorRole } from "./shapes/chats";
import { atMost, boundedList, checkImageUrl, checkJson, checkModel, checkName } from "./text";

/** The version of the persona documents that we write. */
export const schemaVersion = "1";

/** Somebody's advisors, last changed first: at most `advisorsMax`, so always all. */
export const advisorsOf = async (
  ctx: QueryCtx,
  userId: Id<"users">,
  status?: Doc<"advisors">["status"],
): Promise<Doc<"advisors">[]> =>
  status === undefined
    ? await ctx.db
        .query("advisors")
        .withIndex("by_user", (q) => q.eq("userId", userId))
        .order("desc")
        .take(advisorsMax)
    : await ctx.db
        .query("advisors")
        .withIndex("by_user_status", (q) => q.eq("userId", userId).eq("status", status))
        .order("desc")
        .take(advisorsMax);

export const nameOf = ({ firstName, lastName }: Pick<Doc<"advisors">, "firstName" | "lastName">) =>
  `${firstName} ${lastName}`.trim();

export type AdvisorContent = Pick<
  Doc<"advisors">,
  | "firstName"
  | "lastName"
  | "imageUrl"
  | "persona"
  | "roleDefinition"
  | "components"
  | "metadata"
  | "localization"
  | "modelHint"
  | "tags"
>;

/** The same fields, in the form in which they are stored. */
export function checkAdvisor<Fields extends Partial<AdvisorContent>>(fields: Fields): Fields {
  const checked: Partial<AdvisorContent> = { ...fields };
  if (fields.firstName !== undefined) checked.firstName = checkName(fields.firstName);
  if (fields.lastName !== undefined) atMost("The last name", fields.lastName, nameLengthMax);
  if (fields.imageUrl !== undefined) checkImageUrl(fields.imageUrl);
  if (fields.modelHint !== undefined) checkModel(fields.modelHint);
  if (fields.tags !== undefined) {
    checked.tags = boundedList("tag", fields.tags, tagsMax, tagLengthMax);
  }
  if (fields.persona !== undefined) checkPersona(fields.persona);
  if (fields.roleDefinition !== undefined) checkRole(fields.roleDefinition);
  checkEntries("The components", fields.components);
  checkEntries("The metadata", fields.metadata);
  checkEntries("The translations", fields.localization);
  return checked as Fields;
}

function checkPersona({ summary, traits, extraJson }: Infer<typeof advisorPersona>): void {
  atMost("The summary", summary, advisorTextLengthMax);
  boundedList("trait", traits, tagsMax, nameLengthMax);
  if (extraJson !== undefined) checkJson("The persona's other part", extraJson, advisorTextLengthMax);
}

function checkRole({ title, instructions, extraJson }: Infer<typeof advisorRole>): void {
  atMost("The role's title", title, nameLengthMax);
  atMost("The instructions", instructions, advisorTextLengthMax);
  if (extraJson !== undefined) checkJson("The role's other part", extraJson, advisorTextLengthMax);
}

function checkEntries(what: string, entries: Record<string, unknown> = {}): void {
  if (Object.keys(entries).length > advisorEntriesMax) {
    throw invalidInput(`${what} can have at most ${advisorEntriesMax} entries.`);
  }
  atMost(what, JSON.stringify(entries), advisorTextLengthMax);
}

/** The advisors that a message names, each once. */
export async function checkMentions(
  ctx: MutationCtx,
  mentions: Id<"advisors">[],
): Promise<Id<"advisors">[]> {
  if (mentions.length > mentionsMax) {
    throw invalidInput(`A message can mention at most ${mentionsMax} advisors.`);
  }
  for (const advisorId of mentions) {
    await requireAdvisor(ctx, advisorId);
  }
  return [...new Set(mentions)];
}

export const checkMemoryKey = (text: string) => {
  if (text.trim() === "") throw invalidInput("The memory's key must not be empty.");
  return atMost("The memory's key", text, keyLengthMax);
};
