/**
 * Saving a text as a file of the user's machine.
 *
 * @module
 */

/**
 * Lets the browser save a text.
 *
 * @param name of the file; what files cannot be named is replaced
 * @param text what is in it
 */
export function saveAs(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name.replace(/[^\w.-]+/g, "_");
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
