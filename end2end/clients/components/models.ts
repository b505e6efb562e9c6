// What components ask that need a model: a server that speaks like OpenAI.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";

const provider = createOpenAICompatible({ name: "scripted", baseURL: `${process.env.MODEL_URL}/v1` });
export const languageModel = provider.chatModel("scripted");
export const embeddingModel = provider.embeddingModel("words");
export const DIMENSIONS = 128;
