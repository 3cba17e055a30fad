import { useSearchParams } from "wouter";

/** A parameter of the address, so that a view can be bookmarked and the back button works. */
export function useSearch(name: string, otherwise: string): readonly [string, (value: string) => void] {
  const [params, setParams] = useSearchParams();
  const set = (value: string): void => {
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (value === otherwise) after.delete(name);
      else after.set(name, value);
      return after;
    });
  };
  return [params.get(name) ?? otherwise, set];
}
