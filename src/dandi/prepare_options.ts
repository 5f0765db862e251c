/**
 * What preparing files is told, and what it assumes where it is told nothing.
 *
 * @module
 */
import { refuseUnknownOptions } from "../names/known_options.ts";
import type { MendingValues } from "./engine.ts";

/** How files are prepared. See {@linkcode FileCommands.prepareFilesForExport}. */
export interface PrepareOptions {
  /** Says what would be changed, and changes nothing. @default {false} */
  readonly dryRun?: boolean;
  /** The age of subjects whose files have none, as an ISO duration; or subject → age. @default {"P4M/P8M"} */
  readonly age?: string | Readonly<Record<string, string>>;
  /** The unit of weights without one. @default {"g"} */
  readonly weightUnit?: string;
  /** Where times without a zone were taken. @default {this computer's} */
  readonly timeZone?: string;
  /** Does not ask. @default {false} */
  readonly force?: boolean;
}

/**
 * What the engine puts where a file says nothing.
 *
 * @throws {TypeError} An option is none, or says nothing that can be written.
 */
export function mendingValues(options: PrepareOptions): MendingValues {
  const action = "Cannot prepare the files";
  refuseUnknownOptions(action, options, OPTIONS);
  const { age, weightUnit, timeZone } = options;
  const ages = typeof age === "object" ? Object.values(age) : [age];
  for (const one of ages) {
    if (one === undefined || DURATION.test(one)) continue;
    throw new TypeError(
      `${action}: received the age ${
        JSON.stringify(one)
      }, wanted a duration like P90D, or a range like P4M/P8M`,
    );
  }
  if (weightUnit !== undefined && !/^(k|m|u|n|p)?g$/.test(weightUnit)) {
    throw new TypeError(
      `${action}: received the unit ${
        JSON.stringify(weightUnit)
      }, wanted g, kg, mg, ug, ng or pg`,
    );
  }
  return {
    age: age ?? "P4M/P8M",
    assumed_age: age === undefined,
    weight_unit: weightUnit ?? "g",
    assumed_weight_unit: weightUnit === undefined,
    time_zone: zoneOf(timeZone, action),
    assumed_time_zone: timeZone === undefined,
  };
}

const OPTIONS = ["dryRun", "age", "weightUnit", "timeZone", "force"];
const NUMBER = String.raw`\d+(?:\.\d+)?`;
const some = (units: string) =>
  [...units].map((unit) => `(?:${NUMBER}${unit})?`).join("");
/** As ISO 8601 writes it: the larger unit first, each once; the engine's `AGE` is the same. */
const ONE = String.raw`P(?=[\dT])${some("YMWD")}(?:T(?=\d)${some("HMS")})?`;
const DURATION = new RegExp(`^${ONE}(?:/(?:${ONE})?)?$`);

function zoneOf(name: string | undefined, action: string): string {
  try {
    return new Intl.DateTimeFormat("en", {
      ...(name ? { timeZone: name } : {}),
    })
      .resolvedOptions().timeZone;
  } catch (cause) {
    throw new TypeError(
      `${action}: received the time zone ${
        JSON.stringify(name)
      }, wanted a name like America/Los_Angeles`,
      { cause },
    );
  }
}
