import type { Doc } from "../_generated/dataModel";
import { invalidInput } from "./errors";
import { pictureSizeMax, textFileSizeMax } from "./limits";

/** Which files can be sent with a message: those that a model can be shown. */

const pictureTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const textTypes =
  /^text\/|^application\/([\w.-]+\+)?(json|xml|yaml|x-yaml|toml|javascript|typescript|x-sh|sql|csv)$/;

export const isPicture = (contentType: string) => pictureTypes.includes(contentType);
export const isText = (contentType: string) => textTypes.test(contentType);

/**
 * What a file chooser offers, as its `accept` wants it. Endings stand there because systems know no type, or
 * none of text, for much that is text; it is uploaded as `text/plain`.
 */
export const acceptedFiles = [
  ...pictureTypes,
  "text/*",
  "application/json",
  "application/xml",
  ...[".md", ".csv", ".log", ".yaml", ".yml", ".toml", ".sql", ".sh"],
  ...[".rs", ".ts", ".tsx", ".js", ".jsx", ".py", ".go", ".java", ".c", ".h", ".cpp", ".rb"],
];

/** The type without its parameters, such as the character set. */
export const essenceOf = (contentType: string) =>
  contentType.split(";", 1)[0]!.trim().toLowerCase();

type NewFile = Pick<Doc<"attachments">, "name" | "contentType" | "size">;

/** The file is of a type that can be sent, and not too large for it. `size` is in bytes. */
export function checkFile({ name, contentType, size }: NewFile): void {
  if (!isPicture(contentType) && !isText(contentType)) {
    throw invalidInput(
      `The file ${name} is of a type that models cannot read. Add pictures (PNG, JPEG, WebP, GIF) or text files.`,
    );
  }
  const sizeMax = isPicture(contentType) ? pictureSizeMax : textFileSizeMax;
  if (size > sizeMax) {
    throw invalidInput(`The file ${name} is too large: ${megabytes(size)} MB of at most ${megabytes(sizeMax)} MB.`);
  }
}

/** With one place behind the point, upwards: what is too large must not look as if it were not. */
const megabytes = (bytes: number) => Math.ceil(bytes / 100_000) / 10;
