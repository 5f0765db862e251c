/**
 * Sets up the browser that UI tests use: Debian's Chromium.
 *
 * @module
 */
import { aptInstall, canApt } from "./apt.ts";
import { runProgram, SetupError, step } from "./step.ts";

/** Where Debian has it. */
export const CHROMIUM = "/usr/bin/chromium";

/**
 * Finds or installs Chromium.
 *
 * @returns Its version.
 * @throws {SetupError} With the one command to run where it cannot be installed.
 */
export async function setUpChromium(): Promise<string> {
  const found = await version();
  if (found !== null) return found;
  if (await canApt()) {
    await step("Installing Chromium with apt-get", () => aptInstall(PACKAGES));
    const installed = await version();
    if (installed !== null) return installed;
  }
  throw new SetupError(
    `Cannot set up the browser: there is no ${CHROMIUM}; run: sudo apt-get install ${
      PACKAGES.join(" ")
    }`,
  );
}

/** Notebooks need a font that tells letters apart in pictures. */
const PACKAGES = ["chromium", "fonts-dejavu-core"];

async function version(): Promise<string | null> {
  const { success, text } = await runProgram(CHROMIUM, ["--version"]);
  return success ? /[\d.]+\d/.exec(text)?.[0] ?? text.trim() : null;
}
