import { v, type Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel";

/**
 * Tools that a model may call while it answers. A tool is data: what the model is told, and the name of the
 * internal action that does it. That gets `toolInput` and answers JSON as text.
 */
const tool = v.object({
  name: v.string(),
  description: v.string(),
  /** A JSON schema, as text. */
  parameters: v.string(),
  /** `module:function`. */
  handler: v.string(),
});

/** For the action that takes tools. In one value: what is exported by itself gets a type in Rust. */
export const toolShapes = { tool };

export type Tool = Infer<typeof tool>;

/** The arguments of every handler. */
export const toolInput = {
  runId: v.id("runs"),
  toolCallId: v.string(),
  /** The arguments that the model gave, as JSON text that has been read once. */
  json: v.string(),
};

/** Which tools there are in a thread. */
export const toolsFor: { [Kind in Doc<"threads">["kind"]]: Tool[] } = {
  chat: [],
  conversation: [],
  task: [],
};
