import type { Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { transcriptPiece } from "../shapes/chats";

/** What the files of chats are written from, whatever their format. */

export type Piece = Infer<typeof transcriptPiece>;

/** Some of a file: text, and the file whose text stands behind it, as a JSON string. */
export type Part = Piece["parts"][number];

/** A message with what belongs to it. */
export type Entry = {
  message: Doc<"messages">;
  /** What comes before it in its version. */
  before: Doc<"messages"> | null;
  /** The version that it is said in; undefined for the first one. */
  versionId: Id<"threads"> | undefined;
  files: Doc<"attachments">[];
  messageParts: Doc<"messageParts">[];
  run: Doc<"runs"> | null;
};

/** What writes a file of one format. */
export type Writer = {
  begin: () => string;
  /** `isFirst`: nothing comes before it in the file. */
  message: (entry: Entry, isFirst: boolean) => Part[];
  end: string;
};

export const textPart = (text: string): Part => ({ text, fileId: null });

export const timeOf = (millis: number) => new Date(millis).toISOString();
