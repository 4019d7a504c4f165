import type { PaperSource } from './schema.js';

/** What a report calls things: the wording differs between claims of a published paper and claims of one's own study. */
export interface Wording {
  /** After the title of the page. */
  readonly subtitle: string;
  readonly lead: string;
  /** Of an expected number, in a sentence: `paper 62.2 %`. */
  readonly number: string;
  /** Heading of a column of expected numbers or layers. */
  readonly column: string;
  /** What a margin is measured from. */
  readonly target: string;
  /** Of settings that the claims are about, where they have no name. */
  readonly asSource: string;
  /** The same, of several experiments whose settings have different names. */
  readonly asChosen: string;
  /** A figure of other settings. */
  readonly otherSettings: string;
  /** Of a layer that is as expected. */
  readonly same: string;
  readonly noRunsYet: string;
  readonly endsOfLines: string;
  /** Runs that no claim is about: in the navigation, as a heading, and what follows it. */
  readonly others: { readonly link: string; readonly title: string; readonly remark: string };
  /** What is said of an expected number, `82.3 %` or undefined, when asked why. */
  readonly expects: (number: string | undefined) => string;
}

const WORDINGS: Readonly<Record<PaperSource, Wording>> = {
  paper: {
    subtitle: 'what was reproduced',
    lead: 'What the paper printed, and what was measured here.',
    number: 'paper',
    column: 'Paper',
    target: 'the paper',
    asSource: 'as in the paper',
    asChosen: 'the project’s choice of each experiment',
    otherSettings: 'Not the paper’s experiment',
    same: 'as printed',
    noRunsYet: '◇ Final accuracies that the paper prints.',
    endsOfLines: '◇ printed in the paper, others measured',
    others: { link: 'Your runs', title: 'Your own runs', remark: 'not among the paper’s experiments' },
    expects: (number) => `the paper prints ${number ?? 'no number'}`,
  },
  study: {
    subtitle: 'claims and verdicts',
    lead: 'What was claimed, and what was measured.',
    number: 'expected',
    column: 'Expected',
    target: 'the expected number',
    asSource: 'as in the study',
    asChosen: 'the settings of each experiment',
    otherSettings: 'Not the settings of the study',
    same: 'as expected',
    noRunsYet: '◇ Final accuracies expected.',
    endsOfLines: '◇ expected, others measured',
    others: { link: 'Other runs', title: 'Other runs', remark: 'not in this study' },
    expects: (number) => (number === undefined ? 'no number is expected' : `${number} expected`),
  },
};

export function wordingOf(source: PaperSource): Wording {
  return WORDINGS[source];
}
