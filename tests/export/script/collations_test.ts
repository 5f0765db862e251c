/** Sets of characters whose collation a server does not name, since it is the usual one there. */
import { assertEquals } from "@std/assert";
import { translated } from "./translated.ts";

const DEFINITION = [
  "CREATE TABLE `b` (",
  "  `CHARACTER SET utf8` varchar(9) CHARACTER SET utf8mb4 DEFAULT 'a CHARACTER SET utf8' COMMENT 'CHARSET=utf8',",
  "  `x` varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci DEFAULT NULL,",
  "  `l` varchar(9) CHARACTER SET latin1 DEFAULT NULL,",
  "  `e` enum('CHARACTER SET utf8') CHARACTER SET ucs2 NOT NULL,",
  ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='CHARSET=utf8mb4'",
  ") ENGINE=InnoDB DEFAULT CHARSET=utf8;",
  ") ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;",
];

for (const server of ["5.7.22-log", "10.5.29-MariaDB"]) {
  Deno.test(`a collation that ${server} does not name is named, since later servers have another one`, async () => {
    assertEquals(await translated(DEFINITION, server), [
      "CREATE TABLE `b` (",
      "  `CHARACTER SET utf8` varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci DEFAULT 'a CHARACTER SET utf8' COMMENT 'CHARSET=utf8',",
      DEFINITION[2]!,
      DEFINITION[3]!,
      "  `e` enum('CHARACTER SET utf8') CHARACTER SET ucs2 COLLATE ucs2_general_ci NOT NULL,",
      ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='CHARSET=utf8mb4'",
      ") ENGINE=InnoDB DEFAULT CHARSET=utf8 COLLATE=utf8_general_ci;",
      DEFINITION[7]!,
    ]);
  });
}

Deno.test("a collation that MySQL 8 does not name is named where MariaDB has another one", async () => {
  assertEquals(
    await translated([
      ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;",
      ") ENGINE=InnoDB DEFAULT CHARSET=latin1;",
    ], "8.0.31"),
    [
      ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;",
      ") ENGINE=InnoDB DEFAULT CHARSET=latin1;",
    ],
  );
});
