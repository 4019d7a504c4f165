import { copiedUnits } from '../../network/dropin-schedule.js';
import { FONT, INK, type Size } from './chart-spec.js';
import { COLOURS } from './palette.js';

/** A drawing without data, and therefore without values under the pointer. */
export interface Drawing {
  readonly svg: string;
  readonly size: Size;
}

const [NEW, COPIED] = COLOURS;
const GREY = '#999999';
/** Units of each layer drawn. */
const UNITS = 8;
const LENGTH = 10_000;
const MOMENTS = [0, LENGTH / 2, LENGTH];

/** Size of the picture of one iteration. */
const STAGE = { width: 236, height: 262 } as const;
const CELL = 15;
const PITCH = 20;
const TOP = 84;
/** Left edges of the earlier layer, the new layer and the DropIn. */
const [EARLIER, ADDED, DROPIN] = [14, 96, 196];
/** The skip connection: its highest line, and the line along which it reaches the copied units. */
const [SKIP_Y, BUS_X] = [62, 160];

/**
 * Figure 1 of the paper, drawn from the method itself: `copiedUnits` determines, at three iterations, which units of the
 * DropIn are copied over the skip connection and which come from the new layer.
 *
 * @param columns Pictures side by side: 3 on a wide page, 1 on a narrow one.
 */
export function drawDropIn(columns: 1 | 3): Drawing {
  const width = columns * STAGE.width + (columns - 1) * 14;
  const rows = Math.ceil(MOMENTS.length / columns);
  const size = { width, height: rows * STAGE.height + (columns === 1 ? 62 : 34) };
  const stages = MOMENTS.map((iteration, i) => {
    const [x, y] = [(i % columns) * (STAGE.width + 14), Math.floor(i / columns) * STAGE.height];
    return `<g transform="translate(${x},${y})">${stage(iteration)}</g>`;
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
    `viewBox="0 0 ${size.width} ${size.height}" font-family="${FONT}" font-size="12">` +
    `${stages.join('')}${key(columns, rows * STAGE.height + 14)}</svg>`;
  return { svg, size };
}

function stage(iteration: number): string {
  const copied = copiedUnits(iteration, { length: LENGTH, start: 0 }, UNITS);
  const q = copied / UNITS;
  const units = Array.from({ length: UNITS }, (_, i) => i);
  const moment = iteration === 0 ? 'τ = 0' : iteration === LENGTH ? 'τ = d' : 'τ = d/2';
  return [
    text(STAGE.width / 2, 16, moment, { anchor: 'middle', size: 13 }),
    text(STAGE.width / 2, 33, `p = ${1 - q}: ${copied} of ${UNITS} units copied`, { anchor: 'middle' }),
    text(EARLIER + CELL / 2, TOP - 9, 'earlier', { anchor: 'middle' }),
    text(ADDED + CELL / 2, TOP - 9, 'new', { anchor: 'middle' }),
    text(DROPIN + CELL / 2, TOP - 9, 'DropIn', { anchor: 'middle' }),
    arrow(EARLIER + CELL + 4, TOP + 3.4 * PITCH, ADDED - 5, copied === UNITS ? GREY : NEW),
    skipConnection(copied),
    ...units.map((unit) => (unit < copied ? '' : arrow(ADDED + CELL + 2, rowOf(unit), DROPIN - 3, NEW))),
    ...units.map((unit) => cell(EARLIER, unit, COPIED, true)),
    ...units.map((unit) => cell(ADDED, unit, unit < copied ? GREY : NEW, unit >= copied)),
    ...units.map((unit) => cell(DROPIN, unit, unit < copied ? COPIED : NEW, true)),
  ].join('');
}

/** From the earlier layer, above the new one, to the copied units: the first ones, fewer over time; grey when none are left. */
function skipConnection(copied: number): string {
  const colour = copied > 0 ? COPIED : GREY;
  const down = copied > 0 ? rowOf(copied - 1) : SKIP_Y;
  const path = `M${EARLIER + CELL + 2},${rowOf(0)}h14V${SKIP_Y}H${BUS_X}V${down}`;
  const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${copied > 0 ? '' : ' stroke-dasharray="4 4"'}/>`;
  const branches = Array.from({ length: copied }, (_, unit) => arrow(BUS_X, rowOf(unit), DROPIN - 3, COPIED));
  return [
    line,
    ...branches,
    text((EARLIER + BUS_X) / 2 + 16, SKIP_Y - 6, 'skip connection', { anchor: 'middle', size: 11 }),
  ].join('');
}

function key(columns: 1 | 3, y: number): string {
  const entries: readonly [string, string, boolean][] = [
    ['copied from the earlier layer', COPIED, true],
    ['taken from the new layer', NEW, true],
    ['not used yet', GREY, false],
  ];
  return entries
    .map(([label, colour, filled], i) => {
      const [x, top] = columns === 1 ? [EARLIER, y + 18 * i - 10] : [EARLIER + [0, 262, 480][i]!, y - 4];
      return square(x, top, 12, colour, filled) + text(x + 19, top + 10, label, {});
    })
    .join('');
}

/** Vertical center of a unit. */
function rowOf(unit: number): number {
  return TOP + unit * PITCH + CELL / 2;
}

function cell(x: number, unit: number, colour: string, filled: boolean): string {
  return square(x, TOP + unit * PITCH, CELL, colour, filled);
}

function square(x: number, y: number, size: number, colour: string, filled: boolean): string {
  const fill = filled ? colour : 'none';
  return `<rect x="${x}" y="${y}" width="${size}" height="${size}" rx="2.5" fill="${fill}" stroke="${colour}" stroke-width="1.5"/>`;
}

function arrow(x: number, y: number, to: number, colour: string): string {
  return (
    `<path d="M${x},${y}H${to - 5}" fill="none" stroke="${colour}" stroke-width="1.5"/>` +
    `<path d="M${to},${y}l-6,-3.2v6.4z" fill="${colour}"/>`
  );
}

function text(x: number, y: number, content: string, { anchor = 'start', size = 12 }): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" fill="${INK}">${content}</text>`;
}
