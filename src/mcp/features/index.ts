import { completionsFeature } from "./completions.ts";
import type { Feature } from "./feature.ts";
import { promptsFeature } from "./prompts.ts";
import { resourcesFeature } from "./resources.ts";
import { tasksFeature } from "./tasks.ts";
import { toolsFeature } from "./tools.ts";

/** Every part of the protocol that the server has. */
export const FEATURES: readonly Feature[] = [
  toolsFeature,
  resourcesFeature,
  promptsFeature,
  completionsFeature,
  tasksFeature,
];
