import { assert } from "@std/assert";
import { shop } from "./shop.ts";

Deno.test("whatever is sent as a request gets an answer or nothing, and never an error", async () => {
  await using place = await shop();
  const { front } = place;
  await place.open();
  await front.ask({ ask: "hello" });
  const odd = [
    "",
    "null",
    "7",
    "[]",
    "{",
    '{"id":"x"}',
    '{"id":7,"ask":"stop"}',
    '{"id":"x","ask":"__proto__"}',
    '{"id":"x","ask":"toString"}',
    '{"id":"x","ask":"start","paper_id":{},"analysis_id":"a"}',
    '{"id":"x","ask":"start","paper_id":"../x","analysis_id":"a"}',
    '{"id":"x","ask":"grid","view":null}',
    '{"id":"x","ask":"grid","view":{"table":"`a`.`b`","rows":"all","sort":[],"filter":[]}}',
    '{"id":"x","ask":"grid","view":{"table":"shop.item","rows":"all","sort":[{"column":"id; drop table shop.item","isDescending":true}],"filter":[]}}',
    '{"id":"x","ask":"gridRows","view":{"table":"shop.item","rows":"all","sort":[],"filter":[{"column":"id","operator":"= 1 or 1","value":"1"}]},"offset":0,"limit":1}',
    '{"id":"x","ask":"reads","table":"t","offset":-1,"limit":1e99}',
    `{"id":"x","ask":"show","paper_id":"${"x".repeat(20_000)}"}`,
    '{"id":"x","ask":"forget","export_id":1,"table_id":1,"confirmed":"yes"}',
    '{"id":"x","ask":"cancel","job":"none"}',
  ];
  for (const text of odd) front.send(text);
  front.send(undefined as never);
  front.send({ toString: () => "{" } as never);
  await front.ask({ ask: "hello" });
  const errors = front.messages.filter((message) =>
    message.kind === "reply" && message.error !== undefined
  );
  assert(errors.length >= odd.length - 2, `${errors.length} errors`);
});
