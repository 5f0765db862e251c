/**
 * Which files of a paper are to be published: those that are here, are NWB files, and hold all of their data.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { ExportError, NwbError } from "../errors.ts";
import { originals } from "../export/slice/originals.ts";
import { externalLinks } from "../nwb/external.ts";
import {
  type ExportFile,
  isNwb,
  publishedByPath,
  type PublishedFile,
} from "./dandi_rows.ts";
import { isFile } from "./files_here.ts";
import { isSameArchive } from "./instance.ts";

/** A paper's files, by what is to be done with them. */
export interface Publishable {
  /** What is here, to be sent unless the dandiset has it. */
  readonly local: readonly ExportFile[];
  /** What is not here, and is in this dandiset already. */
  readonly there: readonly (ExportFile & PublishedFile)[];
  /** What an archive of NWB files does not take. */
  readonly others: readonly ExportFile[];
  /** File → where this dandiset has it, as the database knows. */
  readonly known: Readonly<Record<string, string>>;
}

/**
 * Sorts the files of a paper.
 *
 * @param place The dandiset and its archive.
 * @param action What they are wanted for, as an error begins.
 * @throws {ExportError} A file is neither here nor in the dandiset, or links to another one.
 */
export async function publishable(
  session: Session,
  files: readonly ExportFile[],
  place: Pick<PublishedFile, "dandisetId" | "instance">,
  action: string,
): Promise<Publishable> {
  const local: ExportFile[] = [];
  const there: (ExportFile & PublishedFile)[] = [];
  const others: ExportFile[] = [];
  const missing: string[] = [];
  const known: Record<string, string> = {};
  const listed = new Set(files.map(({ path }) => path));
  for (const file of files) {
    if (await isStoodFor(file.path, listed)) continue;
    if (!isNwb(file)) {
      others.push(file);
      continue;
    }
    // Another paper may have published it.
    const published = (await publishedByPath(session, file.path)).find((one) =>
      one.dandisetId === place.dandisetId &&
      isSameArchive(one.instance, place.instance)
    );
    if (published) known[file.path] = published.dandiPath;
    if (await isFile(file.path)) {
      await checkLinks(file.path, action);
      local.push(file);
    } else if (published) there.push({ ...file, ...published });
    else missing.push(file.path);
  }
  if (missing.length === 0) return { local, there, others, known };
  throw new ExportError(
    `${action}: these of its files are not here: ${
      missing.join(", ")
    }; put them back, or run Export.populatePaper again without them`,
  );
}

/** Lists that were computed while an original was missing may have the copy that only links to it beside it. */
async function isStoodFor(
  path: string,
  listed: ReadonlySet<string>,
): Promise<boolean> {
  if (!await isFile(path)) return false;
  const stand = await originals(path);
  return !stand.includes(path) && stand.every((file) => listed.has(file));
}

/** In the archive a link to another file leads nowhere. */
async function checkLinks(path: string, action: string): Promise<void> {
  try {
    const [link] = await externalLinks(path);
    if (link === undefined) return;
    throw new ExportError(
      `${action}: ${path} has data of its own and links to ${link.file}, which an archive cannot follow; copy what ${link.at} links to into the file`,
    );
  } catch (error) {
    if (error instanceof NwbError) {
      throw new ExportError(`${action}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
