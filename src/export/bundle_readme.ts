/**
 * The README of a bundle: for the administrator who runs the script, and for whoever restores the result.
 *
 * @module
 */
import { shortList } from "../names/short_list.ts";
import { type ExportPlan, heldText } from "./script/plan.ts";
import { counted } from "../present/slice_view.ts";
import { EXPORT_TABLE } from "../spyglass/usage_tables.ts";
import { commentText, typedWord } from "./script/shell.ts";
import { onlyInScriptText } from "./script/stored_restriction.ts";

/**
 * Writes the README of a bundle.
 *
 * @param plan What is exported.
 * @param files The files that the rows name.
 * @param onlyInScript Full names of tables whose keys are not stored in Spyglass' tables.
 * @returns Markdown.
 *
 * @example
 * ```ts
 * import { bundleReadme } from "./bundle_readme.ts";
 *
 * const text = bundleReadme({
 *   paperId: "paper1",
 *   exportId: 1,
 *   created: "2026-01-01T00:00:00.000Z",
 *   source: "lab@db.example.org:3306",
 *   serverVersion: "10.11.6-MariaDB",
 *   spyglassVersion: "0.6.0",
 *   tables: [],
 * }, []);
 * console.log(text.split("\n")[0]); // # Data of paper paper1
 * ```
 */
export function bundleReadme(
  plan: ExportPlan,
  files: readonly { readonly file_path: string }[],
  onlyInScript: readonly string[] = [],
  included: readonly string[] | null = null,
): string {
  return `# Data of paper ${word(plan.paperId)}

${introduction(plan, files.length)}${cutText(included)}
${contents(plan)}
${exceptions(onlyInScript)}${forAdministrator(plan)}
${forRestorer(plan)}
${listOfFiles(files)}`;
}

function introduction(plan: ExportPlan, files: number): string {
  return `The rows that the analyses of this paper read, and every row that those refer to: ${
    heldText(plan)
  }; and ${counted(files, "file")} that
they name. Computed ${word(plan.created)} from ${word(plan.source)}
(server ${word(plan.serverVersion)}); the reads were logged under version ${
    word(plan.spyglassVersion)
  } (Spyglass' own, or spyglass-deno's where the lab sets none).
`;
}

/** Who is given the bundle must not take it for all that was read. */
function cutText(included: readonly string[] | null): string {
  if (included === null) return "";
  return `
Not all of it: the export was limited to ${
    counted(included.length, "session")
  } (${
    shortList(included.map(word))
  }). Rows of other sessions that the analyses read are left out.
`;
}

function contents({ paperId }: ExportPlan): string {
  const id = word(paperId);
  return `## What is here

- \`_ExportSQL_${id}.sh\`: reads the rows from the database. It holds no password.
- \`_Populate_${id}.sql\`: the rows, once that script has run; beside it its SHA-256.
- \`files.txt\`: the files that belong to the rows; \`files.tsv\`: with store, size and SHA-256.
- \`manifest.json\`: tables, counts and reads.
- \`spyglass_version\`, \`environment/\`: what the analyses ran with.
`;
}

function exceptions(onlyInScript: readonly string[]): string {
  if (onlyInScript.length === 0) return "";
  const [says, where] = [onlyInScriptText(onlyInScript), EXPORT_TABLE];
  return `${word(says)}. In ${word(where)}
their \`restriction\` says so, and is refused where somebody restricts by it.

`;
}

function forAdministrator({ paperId }: ExportPlan): string {
  const id = word(paperId);
  const script = typed(`_ExportSQL_${paperId}.sh`);
  return `## For the administrator of the database

Run the script where the database can be reached, with bash 4.4 or later and the client programs of MariaDB or MySQL:

    bash ${script} --check
    bash ${script}

The first only looks: server, rights, tables, rows, size, free disk. The second writes \`_Populate_${id}.sql\`
beside the script (\`OUT=\` names another place). It changes nothing in the database. It locks the tables
named in the script against changes until the sessions that read them have begun, most often for less than a second or a few,
and says for how long changes had to wait. If others hold the tables for more than 10 seconds (\`LOCK_WAIT=\`), it gives up.

It takes user name and password from an option file, \`~/.my.cnf\` or the one that \`MYSQL_DEFAULTS_FILE\` names:

    [client]
    user=…
    password=…
    host=…

A user with the rights SELECT and LOCK TABLES is enough. If anything fails, the script says what, ends with
a status other than 0, and leaves an earlier \`.sql\` as it was.
`;
}

function forRestorer({ paperId }: ExportPlan): string {
  const sql = `_Populate_${paperId}.sql`;
  return `## To restore the rows

Check that the file is whole, and import it into an empty server of your own: best of the kind named above (MariaDB or
MySQL), of that version or a later one.

    sha256sum --check ${typed(`${sql}.sha256`)}
    mysql --max-allowed-packet=1G < ${typed(sql)}

Where these programs are not there, \`shasum -a 256\` is the same as the first, and MariaDB's \`mariadb\` as the second.
In a clone of spyglass-deno, this does both on a private server, where the path leads to this folder:

    npx --yes deno@2.9.6 task spyglass restore ${typed(sql)}

The file makes the schemas and tables, then fills them. Where one of its tables exists already, its first statement
fails with \`~exists:\` and the table's name, and nothing is changed. If it fails with
\`~max_allowed_packet\`, raise that setting of the server.
`;
}

function listOfFiles(
  files: readonly { readonly file_path: string }[],
): string {
  const shown = files.length > MOST_FILES ? files.slice(0, FIRST_FILES) : files;
  const lines = shown.map(({ file_path }) => `- \`${word(file_path)}\`\n`);
  const others = files.length - shown.length;
  if (others > 0) {
    lines.push(
      `\nand ${others} more: \`files.txt\` lists all ${files.length}.\n`,
    );
  }
  return `## Files that belong to the rows

Their paths where the export was made. They are not in this folder: whoever shares the paper shares them with it.
Notebooks find them below one folder that \`SPYGLASS_BASE_DIR\` names: those of the raw recordings in \`raw\`, the others in
\`analysis\`, under the names that they have there.

${lines.length ? lines.join("") : "None.\n"}`;
}

/** Nobody reads more of them here. */
const MOST_FILES = 100;
const FIRST_FILES = 20;

/** A value in running text: no line end, no back-quote that would end the code it stands in. */
function word(text: string): string {
  return commentText(text).replaceAll("`", "'");
}

/** A word of a command that people copy. */
function typed(text: string): string {
  return commentText(typedWord(text));
}
