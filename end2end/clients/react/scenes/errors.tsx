import { Component, useState } from "react";
import type { ReactNode } from "react";
import { useAction, useQuery } from "convex/react";
import { ConvexError } from "convex/values";
import { api } from "../api";
import { Shown } from "../shown";

/** An error as far as an application can tell: its data, or that it has none. */
const told = (error: unknown) =>
  error instanceof ConvexError ? { data: error.data } : { message: /Server Error|plain words/.exec(String(error))?.[0] };

class Boundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return "error" in this.state ? <Shown name="Boundary" value={told(this.state.error)} /> : this.props.children;
  }
}

function Failing({ data }: { data: unknown }) {
  return <Shown name="Never" value={useQuery(api.errors.inQuery, { data })} />;
}

/** A query that throws while it is rendered, and actions that are awaited. */
export function Errors({ topic }: { topic: string }) {
  const [isAsked, setAsked] = useState(false);
  const [outcome, setOutcome] = useState<unknown>();
  const throwing = useAction(api.errors.inAction);
  const plain = useAction(api.errors.plainInAction);
  const working = useAction(api.actions.throughFunctions);
  const attempt = (call: () => Promise<unknown>) => () => void call().then(setOutcome, (error) => setOutcome(told(error)));
  return (
    <main>
      <button onClick={() => setAsked(true)}>Query</button>
      <button onClick={attempt(() => throwing({ data: { topic, list: [null, 1.5] } }))}>Throwing action</button>
      <button onClick={attempt(() => plain({}))}>Failing action</button>
      <button onClick={attempt(() => working({ key: topic }))}>Action</button>
      <Shown name="Outcome" value={outcome} />
      <Boundary>{isAsked && <Failing data={{ topic }} />}</Boundary>
    </main>
  );
}
