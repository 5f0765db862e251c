/**
 * What an archive was asked, for tests.
 *
 * @module
 */
import type { Asked } from "../../scripts/archive/start.ts";

/** The bytes that were stored, and the assets that were made. */
export function stored(asked: readonly Asked[]): {
  bytes: number;
  assets: number;
} {
  const went = asked.filter(({ status }) => status < 300);
  return {
    bytes: went.filter(({ method, path }) =>
      method === "PUT" && path.startsWith("/storage/")
    ).reduce((sum, { bytes }) => sum + bytes, 0),
    assets:
      went.filter(({ method, path }) =>
        /^(POST|PUT)$/.test(method) && /\/assets\//.test(path)
      ).length,
  };
}
