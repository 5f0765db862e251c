/**
 * Invented measurements, the same in every run: an animal that walks an ellipse, theta waves, cells that fire.
 *
 * @module
 */
import { DEMO, ELECTRODES } from "./session.ts";

/** Times of `rate` samples a second over the recording, in seconds since 1970. */
export function times(rate: number): Float64Array {
  return Float64Array.from(
    { length: DEMO.seconds * rate },
    (_, index) => DEMO.startSeconds + index / rate,
  );
}

/** Voltages: a wave of 8 Hz that travels over the electrodes, and a little noise. One row a sample. */
export function voltages(): Int16Array {
  const noise = random(20230622);
  const samples = DEMO.seconds * DEMO.samplingRate;
  return Int16Array.from({ length: samples * ELECTRODES }, (_, index) => {
    const seconds = Math.floor(index / ELECTRODES) / DEMO.samplingRate;
    const phase = (index % ELECTRODES) / ELECTRODES;
    return 80 * Math.sin(2 * Math.PI * (8 * seconds + phase)) + 6 * noise();
  });
}

/** Spike times of each unit: more for each next one, a refractory millisecond apart at least. */
export function spikeTimes(): Float64Array[] {
  const chance = random(622);
  return Array.from({ length: UNITS }, (_, unit) => {
    const count = 8 + 6 * unit;
    const step = DEMO.seconds / count;
    return Float64Array.from(
      { length: count },
      (_, index) => DEMO.startSeconds + (index + 0.05 + 0.85 * chance()) * step,
    );
  });
}

/** A light on the animal's head as the camera sees it, in centimetres: x, y a frame. */
export function light(): Float64Array {
  const noise = random(30);
  return positions().map((value) => rounded(value + 0.2 * noise() - 0.1));
}

/** The middle of the animal's head, in centimetres: x, y a frame. */
export function positions(): Float64Array {
  return frames(2, place);
}

/** Where the animal looks, in radians. */
export function orientations(): Float64Array {
  return frames(1, (angle) => [headingAt(angle)]);
}

/** Velocity in centimetres a second: x, y, and their length, a frame. */
export function velocities(): Float64Array {
  return frames(3, (angle) => {
    const turn = 2 * Math.PI / ROUND;
    const [x, y] = [-40 * turn * Math.sin(angle), 25 * turn * Math.cos(angle)];
    return [x, y, Math.hypot(x, y)];
  });
}

/** Number of units that the sorting found. */
const UNITS = 6;

/** Seconds that the animal takes for one round. */
const ROUND = 8;

function place(angle: number): [number, number] {
  return [60 + 40 * Math.cos(angle), 45 + 25 * Math.sin(angle)];
}

function headingAt(angle: number): number {
  return Math.atan2(25 * Math.cos(angle), -40 * Math.sin(angle));
}

function frames(
  width: number,
  at: (angle: number) => readonly number[],
): Float64Array {
  const count = DEMO.seconds * DEMO.frameRate;
  const values = new Float64Array(count * width);
  for (let frame = 0; frame < count; frame++) {
    const angle = 2 * Math.PI * frame / DEMO.frameRate / ROUND;
    values.set(at(angle).map(rounded), frame * width);
  }
  return values;
}

/** Sines differ in their last digits from one machine to the next; the files must not. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Numbers from 0 to 1, each from the one before (a linear congruence modulo 2^31 − 1). */
function random(seed: number): () => number {
  let state = seed % 2147483647;
  return () => {
    state = state * 48271 % 2147483647;
    return state / 2147483647;
  };
}
