import { invalidField } from "../wire/errors.ts";

/** The URL as it is stored; without a scheme it is https, or http on this machine. Throws AppError "invalid". */
export function deploymentUrl(text: string): string {
  const whole = /^https?:\/\//.test(text) ? text : `${isLocal(text) ? "http" : "https"}://${text}`;
  const url = URL.parse(whole);
  if (url === null || /^[a-z]+:\/\//i.test(text) !== (whole === text))
    throw invalidField("url", `"${text}" is not a URL such as https://coder.example.com`);
  return whole.replace(/\/+$/, "");
}

const isLocal = (text: string): boolean => /^(?:localhost|127\.|\[::1\])/.test(text);
