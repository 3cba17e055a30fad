import type { Approval } from "./approval.ts";

/** The pages that the deployment shows in a browser, and what each is told. All of it is text; the page escapes it. */
export interface PageProps {
  /** The set-up of a fresh deployment: its first user. */
  readonly setup: FormPage & { readonly username: string; readonly email: string };
  readonly login: FormPage & { readonly email: string };
  /** Asks before it logs out, because a link must not do it. */
  readonly logout: FormPage & { readonly username: string };
  readonly "logged-out": Record<string, never>;
  /** Where a person types the code that a device shows (RFC 8628 section 3.3). */
  readonly device: FormPage & { readonly userCode: string };
  readonly "device-done": { readonly clientName: string; readonly allowed: boolean };
  readonly consent: ConsentPage;
  /** Where somebody who is logged in begins. */
  readonly home: {
    readonly username: string;
    /** Absent while the endpoint is off. */
    readonly mcpUrl?: string | undefined;
    /** True where a client can ask for access by itself. */
    readonly asksForConsent: boolean;
  };
  /** Asks before it makes a token for the command line, because a link must not do it. */
  readonly "cli-auth": FormPage & { readonly username: string };
  /** Calls that wait for the person's approval. */
  readonly approvals: FormPage & {
    readonly waiting: readonly Pick<Approval, "id" | "username" | "tool" | "summary" | "rule">[];
  };
  readonly "cli-token": { readonly token: string; readonly accessUrl: string };
  /** The views that the browser's script shows: workspaces, templates and all that follows. */
  readonly app: AppPage;
  readonly error: {
    readonly title: string;
    readonly message: string;
    /** What the reader can do about it. */
    readonly remedy?: string | undefined;
    readonly requestId?: string | undefined;
  };
}

/** Who looks, and what the navigation may lead them to. */
export interface AppPage {
  /** The address that was asked for. */
  readonly path: string;
  /** Goes back as header `X-CSRF-TOKEN`. */
  readonly csrf: string;
  readonly userId: string;
  readonly username: string;
  readonly version: string;
  readonly mayReadAudit: boolean;
  readonly mayManageUsers: boolean;
  readonly mayManageTemplates: boolean;
}

export interface FormPage {
  /** Where the form is sent, by POST. */
  readonly action: string;
  /** Goes back as field `csrf`. */
  readonly csrf: string;
  /** Why an earlier try was refused. */
  readonly error?: string | undefined;
}

export interface ConsentPage extends FormPage {
  readonly client: ConsentClient;
  readonly username: string;
  /** Scopes that the client asks for. */
  readonly scopes: readonly string[];
  /** Toolsets that can be allowed; the first is chosen unless the person says otherwise. */
  readonly toolsets: readonly string[];
  /** Set where a device waits for the answer: the person compares it with what the device shows. */
  readonly userCode?: string | undefined;
  /** What an earlier try, which was refused, had chosen. */
  readonly chosen?: ConsentChoice | undefined;
}

/** Which workspaces a client may reach: the person's own, every one within their reach, or those of a search. */
export const WORKSPACE_CHOICES = ["own", "all", "matching"] as const;
/** How many days a grant lasts; `never` until it is revoked. */
export const EXPIRY_CHOICES = ["1", "30", "90", "never"] as const;

/** The fields of the consent form, by their names. */
export interface ConsentChoice {
  readonly scope: readonly string[];
  readonly toolset: string;
  readonly readonly: boolean;
  readonly workspaces: (typeof WORKSPACE_CHOICES)[number];
  /** Coder's search syntax; counts with `matching` only. */
  readonly filter: string;
  /** Names of templates, joined by commas; empty takes those of any. */
  readonly templates: string;
  /** Whole numbers, or empty for as many as the deployment allows. */
  readonly maxworkspaces: string;
  readonly maxexecutions: string;
  /** Folders, joined by commas; empty reaches every file. */
  readonly paths: string;
  readonly expiry: (typeof EXPIRY_CHOICES)[number];
}

export interface ConsentClient {
  readonly id: string;
  /** As the client calls itself; anybody can call themselves anything. */
  readonly name: string;
  readonly uri: string | undefined;
  /** Where the answer goes: `host[:port]`, or the scheme of an app such as `cursor:`. Empty for a device. */
  readonly redirectHost: string;
  /** True for an answer that stays on the person's own machine. */
  readonly redirectIsLoopback: boolean;
  /** The host that vouches for the name (a Client ID Metadata Document); undefined when nobody does. */
  readonly verifiedHost: string | undefined;
}

/** Makes the whole HTML document of a page. */
export type RenderPage = <Name extends keyof PageProps>(name: Name, props: PageProps[Name]) => string;
