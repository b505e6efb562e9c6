import { useState } from "react";
import { useConvexConnectionState, useMutation, useQuery } from "convex/react";
import type { OptimisticLocalStore } from "convex/browser";
import { ConvexError } from "convex/values";
import { api } from "../api";
import { Shown, useHistory } from "../shown";

/** What `items:list` will probably say, until it says it. */
function guess(store: OptimisticLocalStore, key: string, value: unknown) {
  const current = store.getQuery(api.items.list, { key });
  if (current !== undefined) store.setQuery(api.items.list, { key }, [...current, value]);
}

/** The values under a key, live, and ways to add to them. */
export function List({ topic: key }: { topic: string }) {
  const values = useQuery(api.items.list, { key });
  const put = useMutation(api.items.put);
  const putSeen = put.withOptimisticUpdate((store, { value }) => guess(store, key, `${value}?`));
  const refused = useMutation(api.errors.inMutation).withOptimisticUpdate((store, { data }) => guess(store, key, data));
  const { isWebSocketConnected, inflightMutations, connectionCount } = useConvexConnectionState();
  const [next, setNext] = useState("");
  const [failure, setFailure] = useState<unknown>();
  const history = useHistory(values);

  const tryRefused = async () => {
    try {
      await refused({ data: next });
    } catch (error) {
      setFailure(error instanceof ConvexError ? error.data : "not a ConvexError");
    }
  };
  return (
    <main>
      <input aria-label="Value" value={next} onChange={(event) => setNext(event.target.value)} />
      <button onClick={() => void putSeen({ key, value: next })}>Add</button>
      <button onClick={() => void tryRefused()}>Add what is refused</button>
      <button onClick={() => void Promise.all(Array.from({ length: 50 }, (_, value) => put({ key, value })))}>Add fifty</button>
      <Shown name="Values" value={values} />
      <Shown name="History" value={history} />
      <Shown name="Failure" value={failure} />
      <Shown name="Connected" value={isWebSocketConnected} />
      <Shown name="Connections" value={connectionCount} />
      <Shown name="In flight" value={inflightMutations} />
    </main>
  );
}
