/**
 * What leaves the slice is shown before anything is taken out of the log.
 *
 * @module
 */
import type { Leaving } from "../../../src/lab/messages.d.ts";
import { Dialog, Notification, showDialog } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import { ReactWidget } from "@jupyterlab/ui-components";
import * as React from "react";
import { shownCount, shownText } from "../words/shown.ts";
import type { IExportModel, IKernelLink } from "../model/tokens.ts";

/** What the question needs. */
export interface LeavingContext {
  readonly model: IExportModel;
  readonly trans: TranslationBundle;
}

/** What the kernel is asked. */
export interface Agreed {
  readonly confirmed: boolean;
  readonly mark?: string;
}

/**
 * Looks, asks, and does it, all of it with one kernel: numbers of reads mean something else in another.
 *
 * @param context the model and the language
 * @param question the title of the dialog
 * @param link the kernel that the question is about
 * @param ask asks the kernel in front: only to look, or to do what the look of this mark has shown
 * @returns whether it was done
 */
export async function confirmLeaving(
  context: LeavingContext,
  question: string,
  link: IKernelLink | null,
  ask: (agreed: Agreed) => Promise<unknown>,
): Promise<boolean> {
  const { model, trans } = context;
  if (model.link !== link) return tellOther(trans);
  const leaving = await ask({ confirmed: false });
  if (!isLeaving(leaving)) return false;
  const { button } = await showDialog({
    title: shownText(question, 200),
    body: ReactWidget.create(<LeavingList leaving={leaving} trans={trans} />),
    buttons: [
      Dialog.cancelButton({ label: trans.__("Keep") }),
      Dialog.warnButton({ label: trans.__("Remove") }),
    ],
    defaultButton: 0,
  });
  if (!button.accept) return false;
  if (model.link !== link) return tellOther(trans);
  const { mark } = leaving;
  return isLeaving(await ask({ confirmed: true, mark }));
}

function tellOther(trans: TranslationBundle): false {
  Notification.warning(
    trans.__(
      "Nothing was removed: another notebook or kernel came to the front",
    ),
    // One that stays is not shown at all.
    { autoClose: 10_000 },
  );
  return false;
}

function LeavingList(
  { leaving, trans }: { leaving: Leaving; trans: TranslationBundle },
): React.ReactElement {
  const tables = leaving.tables.slice(0, MOST);
  const { read } = leaving;
  return (
    <div className="jp-SpyglassDeno-leaving">
      {read !== null && (
        <p>
          {shownText(read.label, 120)}{" "}
          <code>{shownText(read.restriction, 500)}</code>
        </p>
      )}
      {read !== null && read.reads > 1 && (
        <p>
          {trans.__(
            "%1 reads of this notebook rest on it, of this cell or of others: after that none of them is in the log.",
            shownCount(read.reads),
          )}
        </p>
      )}
      <p>
        {leaving.problem !== null
          ? trans.__(
            "What leaves the slice cannot be told: %1",
            shownText(leaving.problem, 1000),
          )
          : leaving.total === 0
          ? trans.__("No row leaves the slice: other reads hold them all.")
          : trans._n(
            "One row leaves the slice:",
            "%2 rows leave the slice:",
            leaving.total,
            shownCount(leaving.total),
          )}
      </p>
      <ul>
        {tables.map(({ table, label, rows }) => (
          <li key={table}>{shownText(label, 120)}: {shownCount(rows)}</li>
        ))}
      </ul>
      {leaving.tables.length > MOST && (
        <p>{trans.__("… and %1 more tables", leaving.tables.length - MOST)}</p>
      )}
    </div>
  );
}

const MOST = 50;

function isLeaving(value: unknown): value is Leaving {
  return Array.isArray((value as { tables?: unknown } | undefined)?.tables);
}
