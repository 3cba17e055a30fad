/** Element that holds the page, and the one that holds what the page was made from. */
export const ROOT_ID = "root";
export const PAGE_DATA_ID = "page";
