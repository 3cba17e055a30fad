import type { ComponentType } from "react";
import type { PageProps } from "../../src/wire/pages.ts";
import { AppPage } from "./app.tsx";
import { Approvals } from "./approvals.tsx";
import { CliAuth } from "./cli-auth.tsx";
import { CliToken } from "./cli-token.tsx";
import { Consent } from "./consent.tsx";
import { DeviceDone } from "./device-done.tsx";
import { Device } from "./device.tsx";
import { ErrorPage } from "./error.tsx";
import { Home } from "./home.tsx";
import { LoggedOut } from "./logged-out.tsx";
import { Login } from "./login.tsx";
import { Logout } from "./logout.tsx";
import { Setup } from "./setup.tsx";

interface PageEntry<Name extends keyof PageProps> {
  readonly title: (props: PageProps[Name]) => string;
  readonly Body: ComponentType<PageProps[Name]>;
}

const PAGES: { readonly [Name in keyof PageProps]: PageEntry<Name> } = {
  setup: { title: () => "Create the first user", Body: Setup },
  login: { title: () => "Log in", Body: Login },
  logout: { title: () => "Log out", Body: Logout },
  "logged-out": { title: () => "Logged out", Body: LoggedOut },
  device: { title: () => "Connect a device", Body: Device },
  "device-done": {
    title: ({ allowed }) => (allowed ? "Device connected" : "Device denied"),
    Body: DeviceDone,
  },
  consent: { title: ({ client }) => `Allow ${client.name}?`, Body: Consent },
  home: { title: () => "Your workspaces, in your assistant", Body: Home },
  "cli-auth": { title: () => "Log in a command line", Body: CliAuth },
  "cli-token": { title: () => "Your token", Body: CliToken },
  app: { title: () => "Workspaces", Body: AppPage },
  approvals: { title: () => "Approvals", Body: Approvals },
  error: { title: ({ title }) => title, Body: ErrorPage },
};

interface PageData {
  readonly name: keyof PageProps;
  readonly props: PageProps[keyof PageProps];
}

/** Tells whether `data` is what the server wrote into the document for the script to begin with. */
export const isPageData = (data: unknown): data is PageData =>
  typeof data === "object" &&
  data !== null &&
  "props" in data &&
  "name" in data &&
  typeof data.name === "string" &&
  Object.hasOwn(PAGES, data.name);

/** What the browser's tab says. */
export function titleOf<Name extends keyof PageProps>(name: Name, props: PageProps[Name]): string {
  return PAGES[name].title(props);
}

/** One page, by its name. */
export function Page<Name extends keyof PageProps>({
  name,
  props,
}: {
  readonly name: Name;
  readonly props: PageProps[Name];
}) {
  const { Body } = PAGES[name];
  return <Body {...props} />;
}
