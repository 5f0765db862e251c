/**
 * Draws the files of a slice, with their size and whether they are there.
 *
 * @module
 */
import type { SliceFile } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { shownBytes, shownCount, shownText } from "../../words/shown.ts";
import type { BodyProps } from "../body.tsx";

/** What the list is drawn from. */
export interface FilesProps {
  readonly files: readonly SliceFile[];
  /** How many others there are. */
  readonly more: number;
  readonly trans: BodyProps["trans"];
}

/** Draws the list, anew only where it has changed; the rest of a long one when asked. */
export const Files: React.MemoExoticComponent<
  (props: FilesProps) => React.ReactElement | null
> = React.memo(DrawnFiles);

function DrawnFiles(props: FilesProps): React.ReactElement | null {
  const { files, more, trans } = props;
  const [most, setMost] = React.useState(PAGE);
  if (files.length === 0) return null;
  return (
    <details className="jp-SpyglassDeno-fold" open>
      <summary>
        {trans.__("Files (%1)", shownCount(files.length + more))}
      </summary>
      <ul
        className="jp-SpyglassDeno-list"
        aria-label={trans.__("Files of the slice")}
      >
        {files.slice(0, most).map((file) => (
          <FileLine key={file.path} file={file} trans={trans} />
        ))}
      </ul>
      {files.length > most && (
        <button
          type="button"
          className="jp-SpyglassDeno-button"
          onClick={() => setMost(most + PAGE)}
        >
          {trans.__("Show %1 more", shownCount(files.length - most))}
        </button>
      )}
      {more > 0 && files.length <= most && (
        <p className="jp-SpyglassDeno-note">
          {trans.__("… and %1 more, named in the bundle", shownCount(more))}
        </p>
      )}
    </details>
  );
}

interface FileLineProps extends Pick<FilesProps, "trans"> {
  readonly file: SliceFile;
}

function FileLine({ file, trans }: FileLineProps): React.ReactElement {
  const words = {
    here: trans.__("here"),
    missing: trans.__("▲ missing"),
    published: trans.__("published"),
  };
  return (
    <li
      className="jp-SpyglassDeno-row"
      title={shownText(file.path, 1000)}
    >
      <span className="jp-SpyglassDeno-grow jp-SpyglassDeno-path">
        {shownText(file.path.replace(/^.*\//, ""), 200)}
      </span>
      <span className="jp-SpyglassDeno-amount">
        {file.bytes === null ? "" : `${shownBytes(file.bytes)} · `}
        {words[file.state]}
      </span>
    </li>
  );
}

const PAGE = 100;
