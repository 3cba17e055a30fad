/** A shell program as it is written: backslashes stay, and `\${` stands for `${`. */
export function shellText({ raw }: TemplateStringsArray, ...values: readonly string[]): string {
  return raw.map((part, index) => part.replaceAll("\\${", "${") + (values[index] ?? "")).join("");
}
