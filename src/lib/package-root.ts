import { join } from "node:path";

/** The package's folder: the sources, the build and the bundles all stand two levels below it. */
export const PACKAGE_ROOT: string = join(import.meta.dirname, "..", "..");
