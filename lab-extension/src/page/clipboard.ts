/**
 * Copying texts: browsers allow it only to pages that they trust, and only soon after a click.
 *
 * @module
 */
import { Dialog, Notification, showDialog } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import { Widget } from "@lumino/widgets";

/**
 * Copies a text; where the browser refuses, shows it for copying by hand.
 *
 * @param text what to copy
 * @param trans the language of the page
 * @param note what to say besides that it was copied
 */
export async function toClipboard(
  text: string,
  trans: TranslationBundle,
  note = "",
): Promise<void> {
  if (await isCopied(text)) {
    const said = note === ""
      ? trans.__("Copied")
      : trans.__("Copied: %1", note);
    Notification.success(said, { autoClose: 3000 });
  } else await showForCopying(text, trans);
}

async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not a page of a trusted host, or too long after the click.
  }
  const area = areaOf(text);
  area.className = "jp-SpyglassDeno-unseen";
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}

function areaOf(text: string): HTMLTextAreaElement {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  return area;
}

async function showForCopying(
  text: string,
  trans: TranslationBundle,
): Promise<void> {
  const area = areaOf(text);
  area.rows = 12;
  area.setAttribute("aria-label", trans.__("Text to copy"));
  const body = new Widget({ node: area });
  await showDialog({
    title: trans.__("The browser does not allow copying: press Ctrl-C"),
    body,
    buttons: [Dialog.okButton({ label: trans.__("Close") })],
    focusNodeSelector: "textarea",
  });
}
