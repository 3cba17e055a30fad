import { renderToString } from "react-dom/server.edge";
import type { PageProps } from "../src/wire/pages.ts";
import { Page, titleOf } from "./pages/index.tsx";
import { PAGE_DATA_ID, ROOT_ID } from "./parts/ids.ts";

/** Makes the whole HTML document of a page, which works as it is; the script only adds comfort. */
export function renderPage<Name extends keyof PageProps>(name: Name, props: PageProps[Name]): string {
  const body = renderToString(<Page name={name} props={props} />);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeText(titleOf(name, props))} · coder</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="icon" href="${SITE_ICON}" type="image/svg+xml">
<link rel="stylesheet" href="${SITE_STYLE}">
<script type="module" src="${SITE_SCRIPT}"></script>
</head>
<body>
<div id="${ROOT_ID}">${body}</div>
<script type="application/json" id="${PAGE_DATA_ID}">${escapeJson({ name, props })}</script>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const escapeText = (text: string): string => text.replaceAll(/[&<>]/g, (found) => ENTITIES[found] ?? "");

/** Without `<`, no value can end the element that it stands in. */
const escapeJson = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
