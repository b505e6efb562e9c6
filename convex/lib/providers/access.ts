import type { Infer } from "convex/values";
import { internal } from "../../_generated/api";
import type { Id } from "../../_generated/dataModel";
import type { ActionCtx } from "../../_generated/server";
import type { Provider } from "../catalogue";
import { unsealed } from "../sealed";
import { modelProvider } from "../shapes/account";
import { ProviderFailure } from "./failures";
import type { Access } from "./prompt";

/**
 * Where a provider is and what opens it. Addresses are the operator's, in variables of the deployment: nobody
 * who signs in chooses one. A key is open here only, in the memory of the action that asks.
 */
export async function accessTo(
  ctx: ActionCtx,
  userId: Id<"users">,
  provider: Provider,
): Promise<Access> {
  const env = process.env;
  switch (provider) {
    case "anthropic":
      return await keyed(ctx, userId, provider, env.ANTHROPIC_BASE_URL, "https://api.anthropic.com");
    case "openai":
      return await keyed(ctx, userId, provider, env.OPENAI_BASE_URL, "https://api.openai.com");
    case "openrouter":
      return await keyed(ctx, userId, provider, env.OPENROUTER_BASE_URL, "https://openrouter.ai/api");
    case "ollama":
      return { baseUrl: chosen(env.CONCLAVE_OLLAMA_URL), key: null };
    case "local":
      return { baseUrl: chosen(env.CONCLAVE_LOCAL_URL), key: env.CONCLAVE_LOCAL_KEY || null };
  }
}

type KeyedProvider = Infer<typeof modelProvider>;

/** Whether people bring a key of their own. */
export const isKeyed = (provider: string | undefined): provider is KeyedProvider =>
  modelProvider.members.some(({ value }) => value === provider);

function chosen(address: string | undefined): string {
  if (address === undefined || address === "") throw new ProviderFailure("PROVIDER_UNREACHABLE");
  return address;
}

async function keyed(
  ctx: ActionCtx,
  userId: Id<"users">,
  provider: KeyedProvider,
  address: string | undefined,
  usual: string,
): Promise<Access> {
  const sealed = await ctx.runQuery(internal.providerKeys.ciphertext, { userId, provider });
  const secret = process.env.CONCLAVE_ENCRYPTION_KEY;
  const key = sealed === null ? null : await unsealed("provider-key", sealed, secret);
  if (key === null) throw new ProviderFailure(sealed === null ? "NO_KEY" : "KEY_UNREADABLE");
  return { baseUrl: address || usual, key };
}
