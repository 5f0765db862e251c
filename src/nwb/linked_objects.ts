/**
 * Which objects the external links of a file lead to, through however many files.
 *
 * @module
 */
import { NwbError } from "../errors.ts";
import {
  type FileIndex,
  type LinkOut,
  type NamedIndex,
  note,
} from "./index.ts";

/** A file with links to others. */
export interface Linking {
  readonly path: string;
  /** What it has itself, by each path. */
  names(): NamedIndex;
  /**
   * The file that one of its links leads to.
   *
   * @throws {NwbError} It cannot be read.
   */
  behind(link: LinkOut): Linking;
}

/** What was found. */
export interface LinkedObjects {
  /** `object_id` → path in the file that one began with. */
  readonly objects: ReadonlyMap<string, string>;
  /** Why a file behind a link could not be looked into, `null` where all could. */
  readonly unread: NwbError | null;
}

/**
 * Adds to a file's own objects those behind its links, under the paths that they have here; the nearest first. A file
 * that is missing hides its objects.
 *
 * @param most So many links are followed one after the other: there are circles.
 */
export function linkedObjects(
  root: Linking,
  { objects, links }: FileIndex,
  most: number,
): LinkedObjects {
  if (links.length === 0) return { objects, unread: null };
  const found = new Map(objects);
  const seen = new Set<string>();
  let unread: NwbError | null = null;
  const steps = links.map((link): Step => ({
    from: root,
    link,
    at: link.at,
    depth: 1,
  }));
  for (const step of steps) {
    if (step.depth > most) continue;
    try {
      steps.push(...follow(step, found, seen));
    } catch (error) {
      if (!(error instanceof NwbError)) throw error;
      unread = error;
    }
  }
  return { objects: found, unread };
}

/** A link to follow. */
interface Step {
  readonly from: Linking;
  readonly link: LinkOut;
  /** The path that it has in the file that one began with. */
  readonly at: string;
  readonly depth: number;
}

/** Notes what is behind a link, and gives the links that go on there. */
function follow(
  { from, link, at, depth }: Step,
  found: Map<string, string>,
  seen: Set<string>,
): Step[] {
  const { object } = link;
  const there = from.behind(link);
  const key = `${there.path}\0${object}`;
  if (seen.has(key)) return [];
  seen.add(key);
  const { named, links } = there.names();
  for (const [id, path] of named) {
    const below = within(path, object);
    if (below !== null) note(found, id, at + below);
  }
  return links.flatMap((next) => {
    const step = { from: there, link: next, at, depth: depth + 1 };
    const below = within(next.at, object);
    if (below !== null) return [{ ...step, at: at + below }];
    // What the link names is itself behind a link.
    const rest = within(object, next.at);
    if (rest === null) return [];
    const further = next.object.replace(/\/$/, "") + rest;
    return [{ ...step, link: { ...next, object: further } }];
  });
}

/** The rest of a path at or below another one, with its `/`; `null` where it is elsewhere. */
function within(path: string, folder: string): string | null {
  if (path === folder) return "";
  const prefix = folder.replace(/\/$/, "") + "/";
  return path.startsWith(prefix) ? path.slice(prefix.length - 1) : null;
}
