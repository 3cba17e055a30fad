import type { GrantChoice, Interaction, Interactions } from "../../src/oauth/interactions.ts";

export type Answer = "deny" | (GrantChoice & { readonly userId: string });

export interface OneQuestion {
  readonly interactions: Interactions;
  readonly question: Interaction;
  readonly answers: readonly Answer[];
}

export const QUESTION: Interaction = {
  uid: "q1",
  client: {
    id: "client-1",
    name: "Claude Code",
    uri: "https://claude.example",
    redirectHost: "127.0.0.1:33418",
    redirectIsLoopback: true,
    verifiedHost: undefined,
  },
  scopes: ["coder:workspaces.operate", "coder:workspaces.access", "coder:workspaces.delete", "x:unheard"],
  audience: "http://127.0.0.1/api/experimental/mcp/http",
  userCode: undefined,
};

/** An authorization server that has put one question, for tests of the page alone; it remembers what is answered. */
export function oneQuestion(backTo: string, changes: Partial<Interaction> = {}): OneQuestion {
  const question = { ...QUESTION, ...changes };
  const answers: Answer[] = [];
  const interactions: Interactions = {
    read: async () => (answers.length === 0 ? question : undefined),
    allow: async (_request, _response, answer) => {
      answers.push(answer);
      return `${backTo}?code=1`;
    },
    deny: async () => {
      answers.push("deny");
      return `${backTo}?error=access_denied`;
    },
  };
  return { interactions, question, answers };
}
