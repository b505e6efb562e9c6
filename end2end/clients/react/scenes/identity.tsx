import { createContext, useCallback, useContext, useState } from "react";
import {
  Authenticated,
  AuthLoading,
  AuthRefreshing,
  ConvexProviderWithAuth,
  Unauthenticated,
  useMutation,
  useQuery,
} from "convex/react";
import type { ConvexReactClient } from "convex/react";
import { ConvexError } from "convex/values";
import { api } from "../api";
import { Shown } from "../shown";

/** Who has signed in to the page, and where; what a provider of identities would know. */
const SignedIn = createContext<{ person: string | null; topic: string }>({ person: null, topic: "" });

function useAuth() {
  const { person, topic } = useContext(SignedIn);
  const fetchAccessToken = useCallback(
    async ({ forceRefreshToken }: { forceRefreshToken: boolean }) => {
      const who = new URLSearchParams({ topic, person: person! });
      const response = await fetch(`/token?${who}${forceRefreshToken ? "&forced" : ""}`);
      return (await response.json()) as string | null;
    },
    [person, topic],
  );
  return { isLoading: false, isAuthenticated: person !== null, fetchAccessToken };
}

function Account({ topic: key }: { topic: string }) {
  const me = useQuery(api.people.me);
  const signed = useQuery(api.items.list, { key });
  const sign = useMutation(api.people.sign);
  const [outcome, setOutcome] = useState<unknown>();
  const attempt = () =>
    sign({ key }).then(
      () => setOutcome("signed"),
      (error) => setOutcome(error instanceof ConvexError ? error.data : "not a ConvexError"),
    );
  return (
    <>
      <button onClick={() => void attempt()}>Leave a name</button>
      <Shown name="Me" value={me} />
      <Shown name="Names" value={signed} />
      <Shown name="Outcome" value={outcome} />
    </>
  );
}

/** What is shown to whom, and as whom the deployment sees the page. */
export function Identity({ client, topic }: { client: ConvexReactClient; topic: string }) {
  const [person, setPerson] = useState<string | null>(null);
  return (
    <SignedIn value={{ person, topic }}>
      <ConvexProviderWithAuth client={client} useAuth={useAuth}>
        <button onClick={() => setPerson("Ada")}>Sign in as Ada</button>
        <button onClick={() => setPerson("Bob")}>Sign in as Bob</button>
        <button onClick={() => setPerson(null)}>Sign out</button>
        <Authenticated>
          <p role="status">signed in</p>
        </Authenticated>
        <AuthRefreshing>
          <p>refreshing</p>
        </AuthRefreshing>
        <Unauthenticated>
          <p role="status">signed out</p>
        </Unauthenticated>
        <AuthLoading>
          <p role="status">loading</p>
        </AuthLoading>
        <Account topic={topic} />
      </ConvexProviderWithAuth>
    </SignedIn>
  );
}
