import assert from "node:assert/strict";
import { test } from "node:test";
import { isPublicAddress } from "./public-address.ts";

test("only addresses of the public Internet are public", () => {
  const others = [
    ["this network", "0.0.0.0", "0.1.2.3"],
    ["private", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
    ["shared (CGNAT)", "100.64.0.1", "100.127.255.255"],
    ["loopback", "127.0.0.1", "127.255.255.254", "::1"],
    ["link-local", "169.254.169.254", "fe80::1", "febf::1"],
    ["special", "192.0.0.8", "192.88.99.1", "198.18.0.1", "198.19.255.255"],
    ["documentation", "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    ["multicast", "224.0.0.1", "239.255.255.255", "ff02::1"],
    ["reserved", "240.0.0.1", "255.255.255.255"],
    ["unspecified", "::"],
    ["unique local", "fc00::1", "fd00::1"],
    ["IPv4 in IPv6", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::1"],
    ["6to4 and Teredo", "2002:7f00:1::", "2001::1", "2001:10::1"],
    ["discard", "100::1"],
    ["segment routing", "5f00::1"],
    ["no address", "", "localhost", "1", "127.1", "0x7f000001", "8.8.8.8.", "[::1]"],
  ];
  for (const [kind, ...addresses] of others) {
    for (const address of addresses) assert.equal(isPublicAddress(address), false, `${kind}: ${address}`);
  }
  for (const address of [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
  ]) {
    assert.equal(isPublicAddress(address), true, address);
  }
});
