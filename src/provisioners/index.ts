import type { Provisioner } from "./provisioner.ts";

/** The provisioners of a deployment by their names, which templates ask for. */
export function createProvisioners(list: readonly Provisioner[]): ReadonlyMap<string, Provisioner> {
  const byName = new Map(list.map((provisioner) => [provisioner.name, provisioner]));
  if (byName.size !== list.length) throw new TypeError("two provisioners have the same name");
  return byName;
}
