import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mkdirSync } from "node:fs";
import { axeFaults } from "../support/axe.ts";
import { suiteChromium, noChromium, openTab } from "../support/chromium.ts";
import { VISITS } from "../support/site-visits.ts";

const SIZES = { phone: { width: 375, height: 720 }, desktop: { width: 1280, height: 900 } };
/** A folder to leave a picture of every page in, for people to look at. */
const PICTURES = process.env["CODER_TEST_PICTURES"];

describe("every page", { skip: noChromium }, () => {
  const browser = suiteChromium();

  for (const { name, open } of VISITS) {
    for (const colorScheme of ["light", "dark"] as const) {
      it(`${name}, ${colorScheme}: axe finds nothing, and a phone scrolls one way only`, async (t) => {
        const { page } = await openTab(t, browser(), { bypassCSP: true, colorScheme, viewport: SIZES.phone });
        await open(t, page);
        for (const [size, viewport] of Object.entries(SIZES)) {
          await page.setViewportSize(viewport);
          assert.deepEqual(await axeFaults(page), [], size);
          const width = await page.evaluate<number>("document.documentElement.scrollWidth");
          assert.ok(width <= viewport.width, `${size}: ${width}`);
          if (PICTURES === undefined) continue;
          mkdirSync(PICTURES, { recursive: true });
          await page.screenshot({ path: `${PICTURES}/${name}-${size}-${colorScheme}.png`, fullPage: true });
        }
      });
    }

    it(`${name}: the browser has nothing to complain of, and the script takes over`, async (t) => {
      const { page, complaints } = await openTab(t, browser());
      await open(t, page);
      await page.waitForLoadState("networkidle");
      const adopted = `Object.keys(document.getElementById("root")).some((key) => key.startsWith("__react"))`;
      await page.waitForFunction(adopted);
      const expected = name === "error" ? complaints.filter((text) => /\b404\b/.test(text)) : [];
      assert.deepEqual(complaints, expected);
    });

    it(`${name}: the keyboard reaches everything, in order, and shows where it is`, async (t) => {
      const { page } = await openTab(t, browser(), { javaScriptEnabled: true });
      await open(t, page);
      const wanted = await page.evaluate<number>(
        `[...document.querySelectorAll("a[href], button:enabled, input:enabled:not([type=hidden]), select")]
          .filter((element) => element.checkVisibility())
          .filter((element) => element.type !== "radio" || element.checked).length`,
      );
      const seen = new Set<string>();
      for (let press = 0; press < wanted; press++) {
        await page.keyboard.press("Tab");
        const [place = "", outline = ""] = await page.evaluate<readonly string[]>(
          `(() => { const e = document.activeElement; const all = [...document.querySelectorAll("*")];
            return [String(all.indexOf(e)), getComputedStyle(e).outlineStyle]; })()`,
        );
        assert.equal(outline, "solid", place);
        seen.add(place);
      }
      assert.equal(seen.size, wanted);
      assert.deepEqual(
        [...seen],
        [...seen].toSorted((one, other) => Number(one) - Number(other)),
      );
    });
  }
});
