/** Paths of the built files, hashes and all; the bundler fills them in (scripts/bundle-site.ts). */
declare const SITE_SCRIPT: string;
declare const SITE_STYLE: string;
declare const SITE_ICON: string;

/** What Vite says of the build; false in browsers. */
interface ImportMeta {
  readonly env: { readonly SSR: boolean };
}

declare module "*.css";
