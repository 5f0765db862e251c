/**
 * The form of an output that names the result it shows.
 *
 * @module
 */

/** As the kernel writes it, beside the forms that everybody can show. */
export const RESULT_TYPE = "application/vnd.spyglass-deno.result";
