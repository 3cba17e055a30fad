/** The directory above; that of the root is the root. */
export function parentOf(path: string): string {
  const cut = path.replace(/\/+$/, "").lastIndexOf("/");
  return cut <= 0 ? "/" : path.slice(0, cut);
}

export const joinPath = (directory: string, name: string): string =>
  `${directory.replace(/\/+$/, "")}/${name}`;
