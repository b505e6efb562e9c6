import { usePaginatedQuery, usePaginatedQuery_experimental } from "convex/react";
import { api } from "../api";
import { Shown, useHistory } from "../shown";

type Pagination = ReturnType<typeof usePaginatedQuery<typeof api.journal.page>>;

const initialNumItems = 4;

function Entries({ results, status, loadMore }: Pagination) {
  const entries = results.map(({ seq }) => seq);
  return (
    <main>
      <button onClick={() => loadMore(3)}>More</button>
      <Shown name="Entries" value={entries} />
      <Shown name="History" value={useHistory(entries)} />
      <Shown name="Status" value={status} />
    </main>
  );
}

export function Pages({ topic: round }: { topic: string }) {
  return <Entries {...usePaginatedQuery_experimental(api.journal.page, { round }, { initialNumItems })} />;
}

export function OlderPages({ topic: round }: { topic: string }) {
  return <Entries {...usePaginatedQuery(api.journal.page, { round }, { initialNumItems })} />;
}
