import type { Desk } from "./fixtures.js";

/** A diff of one file with two changes. */
export const DIFF = `diff --git a/src/sum.rs b/src/sum.rs
--- a/src/sum.rs
+++ b/src/sum.rs
@@ -8,4 +8,5 @@ fn sum()
 let a = 1;
-let count = first;
+let count = second;
+let more = 2;
 let b = 3;
@@ -90,3 +91,2 @@
 let y = 1;
-let z = 2;
 let end = 3;
`;

/** A message with it. */
export const MESSAGE = `Before:\n\n\`\`\`diff\n${DIFF}\`\`\`\n`;

/** What a reader finds of the diff in the last message of a chat. */
export const shown = (desk: Desk) => {
  const figure = desk.chat.last.getByRole("figure");
  return {
    file: figure.getByRole("group", { name: "src/sum.rs" }),
    first: figure.getByRole("group", { name: "Change 1, 1 line removed, 2 added" }),
    second: figure.getByRole("group", { name: "Change 2, 1 line removed" }),
    button: (name: string) => figure.getByRole("button", { name, exact: true }),
  };
};

/** Whether what was removed stands beside what came instead, and not above it. */
export async function isSplit(desk: Desk): Promise<boolean> {
  const { first } = shown(desk);
  const removed = (await first.getByText("let count = first;").boundingBox())!;
  const added = (await first.getByText("let count = second;").boundingBox())!;
  return added.x >= removed.x + removed.width && Math.abs(added.y - removed.y) < 1;
}
