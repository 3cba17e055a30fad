import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AppError } from "../../wire/errors.ts";
import { startSchedule } from "./start-schedule.ts";

describe("startSchedule", () => {
  it("reads a time, days and a time zone", () => {
    for (const [text, schedule] of [
      ["9:30AM Mon-Fri Europe/Berlin", "CRON_TZ=Europe/Berlin 30 9 * * Mon-Fri"],
      ["12am Sat,Sun UTC", "CRON_TZ=UTC 0 0 * * Sat,Sun"],
      ["12:05pm UTC", "CRON_TZ=UTC 5 12 * * *"],
      ["17:45 * America/New_York", "CRON_TZ=America/New_York 45 17 * * *"],
    ] as const) {
      assert.equal(startSchedule(text), schedule);
    }
    assert.match(startSchedule("7pm"), /^CRON_TZ=\S+ 0 19 \* \* \*$/);
  });

  it("refuses anything else, and says what is accepted", () => {
    for (const text of [
      "",
      "24:00",
      "13pm",
      "9:60",
      "9am Funday",
      "9am Mon-Fri Europe/Nowhere",
      "9am Mon UTC x",
    ]) {
      assert.throws(
        () => startSchedule(text),
        (error) => error instanceof AppError && /--start-at: .* such as `9:30AM/.test(error.message),
        text,
      );
    }
  });
});
