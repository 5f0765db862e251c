/** Definitions of tables of which a server has the address only, as MariaDB's storage engines write them. */
import { assertEquals } from "@std/assert";
import { translated } from "./translated.ts";

Deno.test("a SPIDER table is dumped without the servers and passwords in its comments", async () => {
  assertEquals(
    await translated([
      "  `note` text DEFAULT NULL COMMENT 'COMMENT=''it'', ENGINE = SPIDER',",
      `) ENGINE=SPIDER DEFAULT CHARSET=latin1 COMMENT='wrapper "mysql", user "reader", password "it''s", host "10.1.2.3"' CONNECTION='srv "one"'`,
      " PARTITION BY RANGE (`id`)",
      "SUBPARTITION BY HASH (`id`)",
      "(PARTITION `COMMENT = 'a'` VALUES LESS THAN (2) COMMENT = 'srv \"one\"' ENGINE = SPIDER,",
      " PARTITION `p1` VALUES LESS THAN (100)",
      ` (SUBPARTITION \`s0\` COMMENT = 'srv "one", password "it\\'s"' ENGINE = SPIDER,`,
      "  SUBPARTITION `s1` DATA DIRECTORY = '/x' COMMENT = 'srv \"two\"' ENGINE = SPIDER));",
    ]),
    [
      "  `note` text DEFAULT NULL COMMENT 'COMMENT=''it'', ENGINE = SPIDER',",
      ") ENGINE=InnoDB DEFAULT CHARSET=latin1",
      " PARTITION BY RANGE (`id`)",
      "SUBPARTITION BY HASH (`id`)",
      "(PARTITION `COMMENT = 'a'` VALUES LESS THAN (2) ENGINE = InnoDB,",
      " PARTITION `p1` VALUES LESS THAN (100)",
      " (SUBPARTITION `s0` ENGINE = InnoDB,",
      "  SUBPARTITION `s1` DATA DIRECTORY = '/x' ENGINE = InnoDB));",
    ],
  );
});

Deno.test("a CONNECT table is dumped without its options, which may have a password in them", async () => {
  assertEquals(
    await translated([
      "  `id` int(11) NOT NULL `flag`='0',",
      "  `name` varchar(20) DEFAULT 'a `b`=''1''' COMMENT 'it''s `flag`=''1''' `jpath`='$.it''s' `freq`=3,",
      "  `both` tinyint(1) GENERATED ALWAYS AS (`id` = 3 or `name`='x') VIRTUAL,",
      "  PRIMARY KEY (`id`) `dynam`='1',",
      ") ENGINE=CONNECT DEFAULT CHARSET=latin1 ROW_FORMAT=FIXED COMMENT='mice `a`=''b''' CONNECTION='mysql://reader:secret@10.1.2.3/lab/mouse' `table_type`='mysql' `option_list`='user=reader,password=it''s,host=10.1.2.3' `header`=1;",
    ]),
    [
      "  `id` int(11) NOT NULL,",
      "  `name` varchar(20) DEFAULT 'a `b`=''1''' COMMENT 'it''s `flag`=''1''',",
      "  `both` tinyint(1) GENERATED ALWAYS AS (`id` = 3 or `name`='x') VIRTUAL,",
      "  PRIMARY KEY (`id`),",
      ") ENGINE=InnoDB DEFAULT CHARSET=latin1 COMMENT='mice `a`=''b''';",
    ],
  );
});

Deno.test("partitions of a FEDERATED table are dumped without their addresses, those of other tables as they are", async () => {
  const own = [
    ") ENGINE=MyISAM DEFAULT CHARSET=latin1 COMMENT='in S3'",
    " PARTITION BY RANGE (`id`)",
    "(PARTITION `p0` VALUES LESS THAN (10) COMMENT = 'it''s' ENGINE = MyISAM);",
  ];
  assertEquals(
    await translated([
      ") ENGINE=FEDERATED DEFAULT CHARSET=latin1 COMMENT='mice'",
      " PARTITION BY RANGE (`id`)",
      "(PARTITION `p0` VALUES LESS THAN (10) CONNECTION = 'mysql://reader:secret@10.1.2.3/lab/mouse' COMMENT = 'old' ENGINE = FEDERATED);",
      ...own,
      ") ENGINE=S3 DEFAULT CHARSET=latin1 PAGE_CHECKSUM=1 ROW_FORMAT=PAGE `s3_block_size`='4194304';",
      ") ENGINE=OQGRAPH DEFAULT CHARSET=latin1 `data_table`='links' `origid`='from';",
    ]),
    [
      ") ENGINE=InnoDB DEFAULT CHARSET=latin1 COMMENT='mice'",
      " PARTITION BY RANGE (`id`)",
      "(PARTITION `p0` VALUES LESS THAN (10) COMMENT = 'old' ENGINE = InnoDB);",
      ...own,
      ") ENGINE=InnoDB DEFAULT CHARSET=latin1 /*M! PAGE_CHECKSUM=1*/;",
      ") ENGINE=InnoDB DEFAULT CHARSET=latin1;",
    ],
  );
});
