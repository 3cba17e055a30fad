import { invalidField } from "../../wire/errors.ts";

/** The bytes of a content argument; throws AppError "invalid" that names `field` for what is not base64. */
export function decodeContent(field: string, content: string, encoding: "text" | "base64"): Buffer {
  if (encoding === "text") return Buffer.from(content);
  const plain = content.replaceAll(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain) || plain.length % 4 === 1)
    throw invalidField(field, "is not base64; leave encoding away for plain text");
  return Buffer.from(plain, "base64");
}
