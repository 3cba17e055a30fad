/** Tells whether an answer says that it is JSON. */
export const isJson = ({ headers }: Pick<Response, "headers">): boolean =>
  headers.get("content-type")?.startsWith("application/json") === true;
