/**
 * Random values of every kind that a blob can hold.
 *
 * @module
 */

import fc from "fast-check";
import { ndArray } from "../../src/blob/array.ts";
import { Complex, ComplexArray } from "../../src/blob/complex.ts";
import { type NumericDtype, numericTypeOf } from "../../src/blob/dtype.ts";
import {
  Decimal,
  Float,
  PyDate,
  PyDatetime,
  PyTime,
  tuple,
  Uuid,
} from "../../src/blob/python.ts";
import { RecordArray } from "../../src/blob/records.ts";
import { sizeOf } from "../../src/blob/shape.ts";

const DTYPES: readonly NumericDtype[] = [
  "bool",
  "float64",
  "float32",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "datetime64[ns]",
  "datetime64[D]",
];

const text = fc.string({ unit: "binary", maxLength: 12 }).filter((value) =>
  value.isWellFormed()
);

/** Numbers are kept exact: an integral float is a `Float`. */
const float = fc.double().map((value) =>
  Number.isSafeInteger(value) && !Object.is(value, -0)
    ? new Float(value)
    : value
);

/** An integer beyond 2^53 is a bigint, any other one a number. */
const int = fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }).map((value) =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value
);

const instant = fc.tuple(
  fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  }),
  fc.integer({ min: 0, max: 999 }),
).map(([date, micro]) =>
  date.toISOString().slice(0, 23) + String(micro).padStart(3, "0")
);

/** Python's types that can be hashed, so that they can be keys. */
const scalar: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  int,
  fc.maxSafeInteger(),
  float,
  text,
  fc.uint8Array({ maxLength: 20 }),
  fc.tuple(fc.double(), fc.double()).map(([re, im]) => new Complex(re, im)),
  fc.uuid().map((value) => new Uuid(value)),
  fc.tuple(fc.bigInt(), fc.integer({ min: -30, max: 30 })).map(([n, e]) =>
    new Decimal(`${n}E${e < 0 ? "" : "+"}${e}`)
  ),
  instant.map((value) => new PyDatetime(value)),
  instant.map((value) => new PyDate(value.slice(0, 10))),
  instant.map((value) => new PyTime(value.slice(11))),
);

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

/** Numeric arrays of every element type and up to four dimensions, made of random bytes. */
export const numericArray: fc.Arbitrary<unknown> = fc.tuple(
  fc.constantFrom(...DTYPES),
  shape,
  fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
).map(([dtype, shape, stream]) => {
  const { arrayClass } = numericTypeOf(dtype)!;
  const data = new arrayClass(sizeOf(shape));
  const bytes = new Uint8Array(data.buffer, 0, data.byteLength);
  for (let i = 0; i < bytes.length; i++) bytes[i] = stream.next().value;
  if (dtype === "bool") bytes.forEach((byte, i) => bytes[i] = byte % 2);
  return ndArray(data, shape, dtype);
});

const complexArray = fc.tuple(shape, fc.infiniteStream(fc.double())).map((
  [shape, stream],
) =>
  new ComplexArray(
    Float64Array.from(
      { length: 2 * sizeOf(shape) },
      () => stream.next().value,
    ),
    shape,
  )
);

const records = fc.tuple(
  fc.uniqueArray(fc.stringMatching(/^[a-z_]{1,8}$/), {
    minLength: 1,
    maxLength: 4,
  }),
  fc.array(fc.double(), { maxLength: 5 }),
).map(([fields, numbers]) =>
  new RecordArray(
    fields.map((field) => [field, ndArray(Float64Array.from(numbers))]),
  )
);

/** Any value, nested. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    numericArray,
    complexArray,
    records,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(tie("value"), { maxLength: 5 }).map(tuple),
    // A list of lists becomes more dimensions in numpy: an object array here holds no collections.
    fc.array(scalar, { maxLength: 4 }).map((items) => ndArray(items)),
    fc.dictionary(text, tie("value"), { maxKeys: 5 }),
    fc.array(fc.tuple(scalar, tie("value")), { maxLength: 5 }).map((pairs) =>
      new Map(pairs)
    ),
    fc.array(scalar, { maxLength: 4 }).map((items) => new Set(items)),
  ),
})).value;
