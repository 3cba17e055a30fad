/** What handlers of requests need: it is loaded with the first request, so that it does not delay the handshake. */
export { answerRequest } from "./answer-request.ts";
export { callTool } from "./call-tool.ts";
export { clientAbilities } from "./client-abilities.ts";
export { findTool } from "./find-tool.ts";
export { paginate } from "./paginate.ts";
