import { hydrateRoot } from "react-dom/client";
import { Page, isPageData } from "./pages/index.tsx";
import { PAGE_DATA_ID, ROOT_ID } from "./parts/ids.ts";

const root = document.getElementById(ROOT_ID);
const data: unknown = JSON.parse(document.getElementById(PAGE_DATA_ID)?.textContent ?? "null");

// Anything unexpected leaves the page as the server made it, which works too.
if (root !== null && isPageData(data)) hydrateRoot(root, <Page name={data.name} props={data.props} />);
