import { stringify } from 'csv-stringify/sync';

/** A field that is undefined is empty. */
export type CsvRow = readonly (string | number | undefined)[];

/** The text of a CSV file. Fields that a spreadsheet would run as a formula are escaped. */
export function csvText(rows: readonly CsvRow[]): string {
  return stringify(rows as (string | number | undefined)[][], { escape_formulas: true });
}
