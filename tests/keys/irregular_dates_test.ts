import { assertEquals } from "@std/assert";
import {
  irregularDigits,
  isIrregular,
  isOnlyNumber,
  namesNoDay,
} from "../../src/keys/irregular_dates.ts";

const column = { name: "day", kind: "date" } as const;
const other = { name: "id", kind: "string" } as const;

Deno.test("isIrregular() knows the days of the calendar", () => {
  for (let year = 1890; year <= 2110; year += 1) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const text = [year, month, day]
          .map((n, i) => String(n).padStart(i === 0 ? 4 : 2, "0")).join("-");
        const date = new Date(`${text}T00:00:00Z`);
        const isDay = !Number.isNaN(date.getTime()) &&
          date.toISOString().startsWith(text);
        assertEquals(isIrregular(column, text), !isDay, text);
        assertEquals(namesNoDay([column], `day > '${text}'`), !isDay, text);
      }
    }
  }
  assertEquals(isIrregular({ kind: "string" }, "2020-02-30"), false);
});

Deno.test("an irregular date goes by its number, which may need the column's number, too", () => {
  for (
    const [text, digits, isOnly] of [
      ["0000-00-00", "0", false],
      ["0000-00-00 00:00:00.0", "0", false],
      ["0000-00-05", "5", true],
      ["2020-00-05", "20200005", false],
      ["2020-01-00 01:02:03.5", "20200100010203.5", false],
      ["2020-02-30", "20200230", true],
      ["2020-02-29", null, false],
    ] as const
  ) {
    assertEquals(irregularDigits(column, text), digits, text);
    assertEquals(isOnlyNumber(column, text), isOnly, text);
  }
});

Deno.test("namesNoDay() looks at quoted texts that may be read as dates, where a column of dates is named", () => {
  for (
    const [text, expected] of [
      ["day > '2023-06-31'", true],
      ["`Day` > ' 2023/6/31 10:00'", true],
      ["day > '2023.02.29T00:00'", true],
      ["day > '2023-06-30' and day < '2023-6-31'", true],
      ["day > '20230631'", true],
      ["day > '230631'", true],
      ["day > '20230631T120000.5'", true],
      ["day > '23-06-31'", true],
      ["day > '2023^06--31'", true],
      ["day > '2023-06-30'", false],
      ["day > '2023-6-3 10:00:00'", false],
      ["day > '2024-02-29'", false],
      ["day > 2023-06-31", false],
      ["day > '2023-06-30' and id = 'of 2023-06-31'", false],
      ["day > '2023-06-30' and id = '12'", false],
      ["id = '2023-06-31'", false],
      ["id = '20230631'", false],
    ] as const
  ) assertEquals(namesNoDay([other, column], text), expected, text);
});
