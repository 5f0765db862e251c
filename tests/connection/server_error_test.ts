import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
} from "@std/assert";
import {
  isDenied,
  isLostConnection,
  isReadOnly,
  isRetryable,
  toError,
} from "../../src/connection/server_error.ts";
import {
  ConnectionError,
  QueryError,
  SpyglassError,
} from "../../src/errors.ts";

const LABEL = "ann@lab:3306";

function failure(facts: Record<string, unknown>): Error {
  return Object.assign(
    new Error(String(facts.sqlMessage ?? "it failed")),
    facts,
  );
}

Deno.test("toError() tells what the server said of a statement, and keeps its text apart", () => {
  const error = toError(
    failure({ code: "ER_PARSE_ERROR", errno: 1064, sqlMessage: "bad near x" }),
    LABEL,
    "SELECT secret",
  ) as QueryError;
  assertInstanceOf(error, QueryError);
  assertEquals(
    error.message,
    "Cannot run a statement on ann@lab:3306: the server refused it (MySQL 1064: bad near x)",
  );
  assertEquals([error.errno, error.code, error.sql], [
    1064,
    "ER_PARSE_ERROR",
    "SELECT secret",
  ]);
  assertEquals(Object.keys(error).includes("sql"), false);
  assert(!Deno.inspect(error).includes("secret"));
});

Deno.test("toError() ends with what to do: ask for a right, name a schema, run it again", () => {
  for (
    const [facts, said] of [
      [
        { code: "ER_TABLEACCESS_DENIED_ERROR", errno: 1142 },
        "administrator for that right",
      ],
      [{ code: "ER_NO_DB_ERROR", errno: 1046 }, "write schema.table"],
      [{ code: "ER_LOCK_DEADLOCK", errno: 1213 }, "run it again"],
      [{ code: "ECONNRESET" }, "run it again"],
      [{ errno: 1927, sqlMessage: "Connection was killed" }, "run it again"],
      [{ errno: 4031, code: "ER_CLIENT_INTERACTION_TIMEOUT" }, "run it again"],
      [{ fatal: true }, "run it again"],
      [{ code: "ER_DISK_FULL", errno: 1021 }, "have room made there"],
      [{ code: "ER_RECORD_FILE_FULL", errno: 1114 }, "have room made there"],
      [{ errno: 1969 }, "have that time raised"],
      [{ code: "ER_QUERY_TIMEOUT", errno: 3024 }, "have that time raised"],
    ] as const
  ) {
    const { message } = toError(failure(facts), LABEL, "SELECT 1");
    assert(message.includes(said), message);
    assert(!message.endsWith("."));
  }
});

Deno.test("toError() says of a commit whose reply was lost that nobody knows whether it was done", () => {
  const lost = failure({ code: "ECONNRESET" });
  const { message } = toError(lost, LABEL, "COMMIT");
  assertMatch(
    message,
    /^Cannot run a statement on ann@lab:3306: .*not known whether they were; look whether they are there/,
  );
  assert(!message.includes("lost; run it again"), message);
  assertEquals(isLostConnection(toError(lost, LABEL, "COMMIT")), true);
});

Deno.test("isReadOnly() and isDenied() take no other option of the server for read_only", () => {
  const refused = (option: string) =>
    toError(
      failure({
        code: "ER_OPTION_PREVENTS_STATEMENT",
        errno: 1290,
        sqlMessage:
          `The MariaDB server is running with the ${option} option so it cannot execute this statement`,
      }),
      LABEL,
      "INSERT",
    );
  for (const option of ["--read-only", "--super-read-only", "--read_only"]) {
    const error = refused(option);
    assertEquals([isReadOnly(error), isDenied(error)], [true, true], option);
  }
  for (const option of ["--max-session-mem-used=300000", "--skip-grants"]) {
    const error = refused(option);
    assertEquals([isReadOnly(error), isDenied(error)], [false, false], option);
  }
});

Deno.test("toError() says of a window function that a server without any takes it for one of a schema", () => {
  const noSchema = failure({ code: "ER_NO_DB_ERROR", errno: 1046 });
  for (
    const sql of [
      "SELECT rank() OVER (ORDER BY a) FROM s.t",
      "select rank()\n over w from s.t window w as ()",
    ]
  ) {
    const { message } = toError(noSchema, LABEL, sql);
    assert(message.includes("MySQL 8.0 and MariaDB 10.2"), message);
  }
  const { message } = toError(noSchema, LABEL, "SELECT overlap FROM t");
  assert(!message.includes("MySQL 8.0"), message);
});

Deno.test("toError() leaves our own errors alone, and takes anything", () => {
  const own = new SpyglassError("mine");
  assertEquals(toError(own, LABEL, null), own);
  for (const strange of ["text", new Error("plain"), { code: 5 }]) {
    assert(toError(strange, LABEL, null) instanceof ConnectionError);
    assert(toError(strange, LABEL, "SELECT 1") instanceof QueryError);
  }
});

Deno.test("isLostConnection() is true where another try may do", () => {
  const lost = (facts: Record<string, unknown>) =>
    isLostConnection(toError(failure(facts), LABEL, "SELECT 1"));
  for (
    const facts of [
      { code: "PROTOCOL_CONNECTION_LOST" },
      { code: "EPIPE" },
      { errno: 1927 },
      { errno: 1053 },
      { fatal: true },
    ]
  ) {
    assertEquals(lost(facts), true, Deno.inspect(facts));
  }
  for (
    const facts of [{ code: "ECONNREFUSED" }, {
      errno: 1064,
      code: "ER_PARSE_ERROR",
    }, {}]
  ) {
    assertEquals(lost(facts), false, Deno.inspect(facts));
  }
});

Deno.test("isRetryable() is true for deadlocks and lock timeouts", () => {
  const retry = (errno: number) =>
    isRetryable(toError(failure({ errno }), LABEL, "x"));
  assertEquals([1213, 1205, 1064].map(retry), [true, true, false]);
});
