import type { ReactNode } from "react";
import { Convex } from "./convex";

export const metadata = { title: "Tasks" };

// Rendered for every request, as the page it is compared with; the address is known only when it runs.
export const dynamic = "force-dynamic";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Convex url={process.env.CONVEX_URL!} token={process.env.CONVEX_TOKEN!}>
          {children}
        </Convex>
      </body>
    </html>
  );
}
