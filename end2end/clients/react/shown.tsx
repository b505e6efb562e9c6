import { useEffect, useState } from "react";

/** A value as a test reads it; `…` while there is none. */
export function Shown({ name, value }: { name: string; value: unknown }) {
  return <output aria-label={name}>{value === undefined ? "…" : JSON.stringify(value)}</output>;
}

/** All that a value has been on the page, each change of it once. */
export function useHistory(value: unknown): unknown[] {
  const [history, setHistory] = useState<string[]>([]);
  const text = JSON.stringify(value);
  useEffect(() => {
    if (text !== undefined) setHistory((before) => [...before, text]);
  }, [text]);
  return history.map((past) => JSON.parse(past));
}
