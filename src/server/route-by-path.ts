import type { Fetcher } from "./listen.ts";

/** Sends requests to one path elsewhere than all others. */
export function routeByPath(path: string, there: Fetcher, elsewhere: Fetcher): Fetcher {
  return {
    fetch: (request, env) => (new URL(request.url).pathname === path ? there : elsewhere).fetch(request, env),
  };
}
