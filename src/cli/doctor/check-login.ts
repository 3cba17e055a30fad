import { type Check, failure, ok } from "./check.ts";

/** The URL and the token are known. */
export const checkLogin: Check = {
  name: "login",
  needs: [],
  run: async ({ url, token, context: { configDir } }) => {
    if (url === "")
      return [failure(`no deployment is known (${configDir})`, "coder login https://coder.example.com")];
    if (token === "") return [failure(`there is no token for ${url} (${configDir})`, `coder login ${url}`)];
    return [ok(`${url}, with a token`)];
  },
};
