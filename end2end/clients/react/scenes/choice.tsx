import { useMemo, useState } from "react";
import { useQueries, useQuery } from "convex/react";
import { api } from "../api";
import { Shown } from "../shown";

const names = ["one", "two", "three"];

/** As many queries as are ticked, in one hook; and one that waits until the first of them is. */
export function Choice({ topic }: { topic: string }) {
  const [chosen, setChosen] = useState<string[]>([]);
  const requests = useMemo(
    () => Object.fromEntries(chosen.map((name) => [name, { query: api.items.list, args: { key: `${topic} ${name}` } }])),
    [chosen, topic],
  );
  const found = useQueries(requests);
  const first = useQuery(api.items.list, chosen.includes("one") ? { key: `${topic} one` } : "skip");
  const toggle = (name: string) =>
    setChosen((before) => (before.includes(name) ? before.filter((other) => other !== name) : [...before, name]));
  return (
    <main>
      {names.map((name) => (
        <label key={name}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
          {name}
        </label>
      ))}
      <Shown name="Found" value={found} />
      <Shown name="First" value={first} />
    </main>
  );
}
