import { isActivation } from '../../network/activation.js';
import { showShape } from '../../network/layers/rules.js';
import { summarize, type SummaryRow } from '../../network/summary/summary.js';
import type { Placer } from '../evidence/place.js';
import type { Paper } from '../paper/paper.js';
import type { ArchitectureTable } from '../paper/complete.js';
import { align } from './align.js';

/** A layer as printed, and as the spec builds it. */
export interface ArchitectureRow {
  readonly paper: string | undefined;
  readonly ours: string | undefined;
  /** `24×24×20` */
  readonly shape: string;
  readonly parameters: number;
  readonly same: boolean;
}

export interface ArchitectureColumn {
  readonly network: string;
  readonly title: string;
  /** Undefined if no spec in configs/ builds it. */
  readonly spec: string | undefined;
  readonly rows: readonly ArchitectureRow[];
  readonly parameters: number;
}

export interface ArchitectureTableResult {
  readonly id: string;
  readonly table: ArchitectureTable;
  readonly columns: readonly ArchitectureColumn[];
}

/** Layers that the paper does not print in its columns. */
const UNPRINTED: readonly string[] = ['resize', 'accuracy', 'dropout'];

export function architectureTable(
  id: string,
  table: ArchitectureTable,
  paper: Paper,
  placer: Placer,
): ArchitectureTableResult {
  const columns = table.columns.map(({ network, title, layers }) => {
    const reference = placer.spec(paper.network(network).spec);
    const summary = reference === undefined ? undefined : summarize(reference.network, 1);
    const rows = compare(layers, summary?.rows ?? []);
    return { network, title, spec: reference?.file, rows, parameters: summary?.totalParameters ?? 0 };
  });
  return { id, table, columns };
}

function compare(printed: readonly string[], built: readonly SummaryRow[]): readonly ArchitectureRow[] {
  const ours = built.filter(({ type }) => !UNPRINTED.includes(type) && !isActivation(type));
  const rows = align(printed, ours, (paper, own) => likeness(paper, own.label));
  return rows.map(({ left, right }) => ({
    paper: left,
    ours: right?.label,
    shape: right === undefined ? '' : showShape(right.outputShape),
    parameters: right?.parameters ?? 0,
    same: left !== undefined && right !== undefined && meaning(left) === meaning(right.label),
  }));
}

/** 2: the same; 1: of the same kind, shown side by side; 0: different layers. */
function likeness(a: string, b: string): number {
  if (meaning(a) === meaning(b)) return 2;
  return kindOf(a) === kindOf(b) ? 1 : 0;
}

/** Drops the number in a layer’s name, which the paper chooses differently in every table. */
function meaning(label: string): string {
  const plain = label.replace(/^data.*/, 'data').replace(/^(LocalNorm|LRN|norm\d*|lrn\d*)\b.*/i, 'LRN');
  return plain.replace(/^(conv|fc)[\d_]*-/, '$1-');
}

function kindOf(label: string): string {
  return /^[A-Za-z-]+?(?=[\d( -]|$)/.exec(meaning(label))?.[0] ?? label;
}
