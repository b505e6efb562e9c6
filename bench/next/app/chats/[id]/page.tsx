import { preloadQuery } from "convex/nextjs";
import { Thread } from "./thread";
import { view } from "./queries";

/** The same query as the page that this one is compared with: the end of the thread comes with the chat. */
export default async function Chat({ params }: { params: Promise<{ id: string }> }) {
  const options = { url: process.env.CONVEX_URL, token: process.env.CONVEX_TOKEN };
  const { id } = await params;
  return <Thread preloaded={await preloadQuery(view, { chatId: id }, options)} />;
}
