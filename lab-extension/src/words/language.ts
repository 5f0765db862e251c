/**
 * How numbers and times are written: as JupyterLab's language has it.
 *
 * @module
 */

/**
 * Chooses the language from now on.
 *
 * @param code as JupyterLab names it, `de-DE`; where its English is of no country, the browser's own English is taken
 * @param browser what the browser prefers, first
 */
export function useLanguage(
  code: string,
  browser: readonly string[] = globalThis.navigator?.languages ?? [],
): void {
  const own = browser.find((one) => one.startsWith(`${code}-`));
  for (const wanted of [own ?? code, code, "en"]) {
    try {
      [locale] = Intl.getCanonicalLocales(wanted.replace("_", "-"));
      if (Intl.NumberFormat.supportedLocalesOf(language()).length > 0) return;
    } catch {
      // Languages that were made up, for tests of translations.
    }
  }
}

/** The language that is chosen, for `toLocaleString` and its like. */
export function language(): string {
  return locale ?? "en";
}

let locale: string | undefined = "en";
