import type { Doc } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { keyLengthMax } from "./limits";
import { bounded } from "./text";

/**
 * Does something once for an id that the client has chosen. The same id of the same person for the same function
 * (`name`) answers what the first call was answered and does nothing else: an outbox may send what it is not sure of again. Two
 * concurrent calls read the same range, so one of them is retried and finds the other's receipt.
 */
export async function once<Answer>(
  ctx: MutationCtx,
  user: Doc<"users">,
  name: string,
  chosen: string | undefined,
  act: () => Promise<Answer>,
): Promise<Answer> {
  if (chosen === undefined) {
    return await act();
  }
  const clientId = `${name} ${bounded("The client's id", chosen, keyLengthMax)}`;
  const known = await ctx.db
    .query("receipts")
    .withIndex("by_user", (q) => q.eq("userId", user._id).eq("clientId", clientId))
    .unique();
  if (known !== null) {
    return JSON.parse(known.answer) as Answer;
  }
  const answer = await act();
  const receipt = { userId: user._id, clientId, answer: JSON.stringify(answer) };
  await ctx.db.insert("receipts", { ...receipt, createdAt: Date.now() });
  return answer;
}
