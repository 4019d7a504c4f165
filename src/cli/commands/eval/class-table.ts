import { formatPercent } from '../../../common/format.js';
import { accuracyOf, type ClassResult } from '../../../train/confusion.js';
import type { Evaluation } from '../../../train/evaluate.js';
import { grid } from '../../render/grid.js';

/** More classes do not fit side by side. */
const MAX_MATRIX = 12;
/** Number of classes listed if there are more. */
const WORST = 10;

type Classes = Pick<Evaluation, 'classNames' | 'classes'>;

/** The confusion matrix with the accuracy of each class; of many classes, those with the lowest accuracy. */
export function classTable({ classNames, classes }: Classes, width: number): string {
  return classes.length <= MAX_MATRIX
    ? matrix({ classNames, classes }, width)
    : worstClasses({ classNames, classes }, width);
}

/** Predicted classes are columns headed by their numbers. */
function matrix({ classNames, classes }: Classes, width: number): string {
  const unpredicted = classes.some((each) => totalOf(each) < each.images);
  const head = ['true class', 'images', 'accuracy', ...classes.map((_, number) => String(number))];
  const rows = classes.map((each, number) => [
    nameOf(classNames, number),
    ...figures(each),
    ...classes.map((_, predicted) => String(each.predicted.get(predicted) ?? 0)),
    ...(unpredicted ? [String(each.images - totalOf(each))] : []),
  ]);
  const aligned = alignRight([unpredicted ? [...head, 'none'] : head, ...rows]);
  return `predicted class by true class:\n${grid(aligned[0]!, aligned.slice(1), width)}`;
}

function worstClasses({ classNames, classes }: Classes, width: number): string {
  const worst = classes
    .map((each, number) => ({ each, number, accuracy: accuracyOf(each) ?? 1 }))
    .sort((a, b) => a.accuracy - b.accuracy || a.number - b.number)
    .slice(0, WORST);
  const rows = worst.map(({ each, number }) => [
    nameOf(classNames, number),
    ...figures(each),
    mistakes(each, number, classNames),
  ]);
  const head = ['true class', 'images', 'accuracy', 'most often taken for'];
  const aligned = alignRight([head, ...rows], 2);
  return `the ${WORST} classes of the lowest accuracy, of ${classes.length}:\n${grid(aligned[0]!, aligned.slice(1), width)}`;
}

/** `3 cat (12), 5 dog (4)` */
function mistakes({ predicted }: ClassResult, label: number, classNames: readonly string[]): string {
  return [...predicted]
    .filter(([number]) => number !== label)
    .sort(([a, m], [b, n]) => n - m || a - b)
    .slice(0, 2)
    .map(([number, count]) => `${nameOf(classNames, number)} (${count})`)
    .join(', ');
}

function figures(each: ClassResult): [images: string, accuracy: string] {
  const accuracy = accuracyOf(each);
  return [String(each.images), accuracy === undefined ? '–' : formatPercent(accuracy)];
}

/** `3 cat`; only the number if the class has no other name. */
function nameOf(classNames: readonly string[], number: number): string {
  const name = classNames[number]!;
  return name === String(number) ? name : `${number} ${name}`;
}

function totalOf({ predicted }: ClassResult): number {
  return [...predicted.values()].reduce((sum, count) => sum + count, 0);
}

/** Aligns columns of numbers to the right: those after the first, or only the first `count` of them. */
function alignRight(rows: readonly (readonly string[])[], count = Infinity): string[][] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) => (column > 0 && column <= count ? cell.padStart(widths[column]!) : cell)),
  );
}
