"use client";

import {
  ActionBarPrimitive,
  AssistantRuntimeProvider,
  ComposerPrimitive,
  MessagePrimitive,
  ThreadPrimitive,
  useAuiState,
  useExternalStoreRuntime,
  type AppendMessage,
  type ThreadMessageLike,
} from "@assistant-ui/react";
import { MarkdownTextPrimitive } from "@assistant-ui/react-markdown";
import { useMutation, usePreloadedQuery, useQueries, type Preloaded } from "convex/react";
import { useEffect, useMemo, useRef, useState } from "react";
import remarkGfm from "remark-gfm";
import { earlier, send, type Message, type View, type view } from "./queries";

const convertMessage = ({ _id, role, content, createdAt }: Message): ThreadMessageLike => ({
  id: _id,
  role: role === "USER" ? "user" : "assistant",
  content,
  createdAt: new Date(createdAt),
});

/** Everything that is loaded, oldest first: the end, and the windows before it that were asked for. */
function useMessages({ threadId, messages: end, hasEarlier }: View) {
  // What has left the end because more was said stays.
  const known = useRef(new Map<number, Message>());
  const [starts, setStarts] = useState<number[]>([]);
  const queries = useMemo(
    () => Object.fromEntries(starts.map((before) => [before, { query: earlier, args: { threadId, before } }])),
    [starts, threadId],
  );
  const windows = useQueries(queries);
  const loaded = starts.map((before) => windows[before] as { messages: Message[]; hasEarlier: boolean } | undefined);
  const messages = useMemo(() => {
    const windowed = Object.values(windows).flatMap((window) => (window as View | undefined)?.messages ?? []);
    for (const message of [...windowed, ...end]) known.current.set(message.position, message);
    return [...known.current.values()].sort((a, b) => a.position - b.position);
  }, [windows, end]);
  const isLoading = loaded.some((window) => window === undefined);
  return {
    messages,
    hasEarlier: loaded.at(-1)?.hasEarlier ?? hasEarlier,
    loadEarlier: () => !isLoading && setStarts([...starts, messages[0]!.position]),
  };
}

const MarkdownText = () => <MarkdownTextPrimitive remarkPlugins={[remarkGfm]} />;

function Said() {
  const role = useAuiState(({ message }) => message.role);
  const createdAt = useAuiState(({ message }) => message.createdAt);
  return (
    <MessagePrimitive.Root className="message">
      <header>
        <h2>{role === "user" ? "You" : "Assistant"}</h2>
        <time dateTime={createdAt.toISOString()}>{createdAt.toISOString().slice(0, 16)}</time>
      </header>
      <MessagePrimitive.Parts components={{ Text: MarkdownText }} />
      <ActionBarPrimitive.Root>
        <ActionBarPrimitive.Copy>Copy</ActionBarPrimitive.Copy>
        {role === "user" ? (
          <ActionBarPrimitive.Edit>Edit</ActionBarPrimitive.Edit>
        ) : (
          <ActionBarPrimitive.Reload>Try again</ActionBarPrimitive.Reload>
        )}
      </ActionBarPrimitive.Root>
    </MessagePrimitive.Root>
  );
}

function Loaded({ view }: { view: View }) {
  const { messages, hasEarlier, loadEarlier } = useMessages(view);
  const sendMessage = useMutation(send);
  const onNew = async ({ content }: AppendMessage) => {
    const [part] = content;
    if (part?.type === "text") await sendMessage({ threadId: view.threadId, content: part.text });
  };
  const runtime = useExternalStoreRuntime({ messages, convertMessage, onNew });
  // What the bench waits for on both pages.
  useEffect(() => void (document.documentElement.dataset.hydrated = ""), []);
  return (
    <AssistantRuntimeProvider runtime={runtime}>
      <h1>{view.chat.title}</h1>
      <ThreadPrimitive.Root>
        <ThreadPrimitive.Viewport data-scroller="" style={{ height: "80vh", overflowY: "auto" }}>
          {hasEarlier && <button onClick={loadEarlier}>Show earlier messages</button>}
          <ThreadPrimitive.Messages>{() => <Said />}</ThreadPrimitive.Messages>
        </ThreadPrimitive.Viewport>
        <ComposerPrimitive.Root>
          <ComposerPrimitive.Input aria-label="Message" placeholder="Write a message" />
          <ComposerPrimitive.Send>Send</ComposerPrimitive.Send>
        </ComposerPrimitive.Root>
      </ThreadPrimitive.Root>
    </AssistantRuntimeProvider>
  );
}

/** The end of a thread, what is before it window by window, and the box one writes in. */
export function Thread({ preloaded }: { preloaded: Preloaded<typeof view> }) {
  const view = usePreloadedQuery(preloaded);
  return view === null ? <h1>Nothing here</h1> : <Loaded view={view} />;
}
