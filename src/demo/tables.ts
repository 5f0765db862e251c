/**
 * All tables of the demo database: those of the tutorial's slice, their parts, and the log of exports.
 *
 * @module
 */
import { DEVICE_TABLES } from "./tables/device.ts";
import { POSITION_TABLES } from "./tables/position.ts";
import { RECORDING_TABLES } from "./tables/recording.ts";
import { SESSION_TABLES } from "./tables/session.ts";
import { SPIKESORTING_TABLES } from "./tables/spikesorting.ts";
import type { DemoTable } from "./tables/table.ts";
import { USAGE_TABLES } from "./tables/usage.ts";

/** In an order in which they can be made: each after those that it refers to. */
export const DEMO_TABLES: readonly DemoTable[] = [
  ...DEVICE_TABLES,
  ...SESSION_TABLES,
  ...RECORDING_TABLES,
  ...POSITION_TABLES,
  ...SPIKESORTING_TABLES,
  ...USAGE_TABLES,
];
