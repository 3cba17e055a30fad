const WORDS: Readonly<Record<string, string>> = {
  "coder:all": "Do everything that you can do here, also what you are allowed to administer",
  "coder:application_connect": "Open the applications in your workspaces",
  "coder:workspaces.create": "Create workspaces from templates, and start, stop and change them",
  "coder:workspaces.operate": "See workspaces, and start, stop and change them",
  "coder:workspaces.delete": "Delete workspaces with all their files",
  "coder:workspaces.access": "Run commands in workspaces, and read and write their files",
  "coder:templates.build": "Test templates without changing them",
  "coder:templates.author": "Create, change and delete templates",
  "coder:apikeys.manage_self": "See, make and delete your access tokens",
  "workspace:ssh": "Run commands in workspaces, and read and write their files",
  "workspace:exec": "Run commands in workspaces, which reach all that the workspace reaches",
  "file:read": "Read files in workspaces, and uploaded templates",
  "file:write": "Change files in workspaces",
  "file:*": "Read and change files in workspaces, and upload templates",
  "template:manage": "Create, change and delete templates",
  "audit:read": "See what everybody does here, in the audit log",
  "workspace:start": "Start workspaces",
  "workspace:stop": "Stop workspaces",
  "workspace:application_connect": "Open the applications in workspaces",
  "workspace:delete": "Delete workspaces with all their files",
  "template:use": "Create workspaces from templates",
  "user:read": "See who uses this deployment",
  "user:read_personal": "See your profile and settings",
  "user:update_personal": "Change your profile and settings",
  "organization:read": "See organizations",
  openid: "Know that it is you",
  profile: "See your user name",
  email: "See your e-mail address",
  offline_access: "Stay connected without asking again, as long as you allow below",
};

const THINGS: Readonly<Record<string, string>> = {
  workspace: "workspaces",
  template: "templates",
  api_key: "access tokens",
  file: "uploaded files",
  user: "users",
  user_secret: "your secrets",
  user_skill: "your skills",
  task: "tasks",
  organization: "organizations",
};

const DEEDS: Readonly<Record<string, string>> = {
  read: "See",
  create: "Create",
  update: "Change",
  delete: "Delete",
  "*": "Do anything with",
};

/** What a scope allows, in plain words; undefined for one that nothing is known of. */
export function scopeWords(scope: string): string | undefined {
  if (Object.hasOwn(WORDS, scope)) return WORDS[scope];
  const [type = "", action = ""] = scope.split(":");
  if (!Object.hasOwn(THINGS, type) || !Object.hasOwn(DEEDS, action)) return undefined;
  return `${DEEDS[action]} ${THINGS[type]}`;
}

const TOOLSETS: Readonly<Record<string, string>> = {
  default: "All tools",
  minimal: "Only the tools to work in workspaces that exist",
  chatgpt: "Only search and fetch, which change nothing",
  coder: "The tools by the names that Coder's own server gives them",
  checkpoints: "Keep folders of a workspace as they are, and bring that back",
  apps: "See the apps and ports of workspaces, and make links to them that work for a time",
  transfer: "Bring and fetch files of any size by links that work for minutes",
  activity: "See what you and your agents did",
};

/** What a toolset is, in plain words; its name where nothing more is known. */
export const toolsetWords = (toolset: string): string =>
  Object.hasOwn(TOOLSETS, toolset) ? (TOOLSETS[toolset] ?? toolset) : toolset;
