/**
 * Publishes a paper, to be killed while it does: socket, base folder, archive, dandiset, paper.
 *
 * @module
 */
import { connect } from "../../src/connect.ts";

const [socketPath, baseDir, instance, dandisetId, paper_id] = Deno.args;
await using db = await connect({
  socketPath: socketPath!,
  user: "root",
  baseDir: baseDir!,
});
const { DandiPath } = await db.schema("common_dandi");
await DandiPath.compileDandiset({ paper_id: paper_id! }, {
  dandisetId: dandisetId!,
  instance: instance!,
});
