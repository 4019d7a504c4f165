import type { PaperSource } from './schema.js';

/** Words of the report that differ between claims of a published paper and claims of a study of one’s own. */
export interface Wording {
  /** Shown after the title of the page. */
  readonly subtitle: string;
  readonly lead: string;
  /** Introduces an expected number in a sentence: `paper 62.2 %`. */
  readonly number: string;
  /** Heading of a column of expected numbers or layers. */
  readonly column: string;
  /** What a margin is measured from. */
  readonly target: string;
  /** Name of the settings that the claims are about, if they have no other name. */
  readonly asSource: string;
  /** Name of the settings of several experiments that call theirs differently. */
  readonly asChosen: string;
  /** Marks a figure of other settings. */
  readonly otherSettings: string;
  /** Marks a layer that is as expected. */
  readonly same: string;
  readonly noRunsYet: string;
  readonly endsOfLines: string;
  /** Runs that no claim is about: link in the navigation, heading, and the remark after it. */
  readonly others: { readonly link: string; readonly title: string; readonly remark: string };
  /** Describes an expected number, `82.3 %` or undefined, in the answer to `--why`. */
  readonly expects: (number: string | undefined) => string;
}

const WORDINGS: Readonly<Record<PaperSource, Wording>> = {
  paper: {
    subtitle: 'what was reproduced',
    lead: 'What the paper reports and what was measured here.',
    number: 'paper',
    column: 'Paper',
    target: 'the paper',
    asSource: 'as in the paper',
    asChosen: 'the project’s choice for each experiment',
    otherSettings: 'Different from the paper’s experiment',
    same: 'as printed',
    noRunsYet: '◇ Final accuracy printed in the paper.',
    endsOfLines: '◇ printed in the paper, others measured',
    others: { link: 'Your runs', title: 'Your own runs', remark: 'not among the paper’s experiments' },
    expects: (number) => `the paper prints ${number ?? 'no number'}`,
  },
  study: {
    subtitle: 'claims and verdicts',
    lead: 'What was claimed and what was measured.',
    number: 'expected',
    column: 'Expected',
    target: 'the expected number',
    asSource: 'as in the study',
    asChosen: 'the settings of each experiment',
    otherSettings: 'Different from the settings of the study',
    same: 'as expected',
    noRunsYet: '◇ Expected final accuracy.',
    endsOfLines: '◇ expected, others measured',
    others: { link: 'Other runs', title: 'Other runs', remark: 'not in this study' },
    expects: (number) => (number === undefined ? 'no number is expected' : `${number} expected`),
  },
};

export function wordingOf(source: PaperSource): Wording {
  return WORDINGS[source];
}
