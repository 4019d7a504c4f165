import { endsAtFinal } from './axis.js';
import { finalOf, type Panel } from './panel.js';

/** Minimum distance between two labels, in pixels. */
const LABEL_HEIGHT = 13;

/** A line's final accuracy, shown next to its end. */
export interface EndLabel {
  /** Index of the line. */
  readonly index: number;
  /** The end of the line. */
  readonly x: number;
  /** The number. */
  readonly at: number;
  /** Where the label is drawn: at the value, or moved up or down so that no two labels overlap. */
  readonly shown: number;
  /** `◇ 62.2` if the paper prints it; `62.2` if measured. */
  readonly text: string;
}

/** The paper’s number if it prints one, otherwise the final accuracy of the runs, if they finished. */
export function endLabels(
  { lines, axis, end, yDomain: [low, high] }: Panel,
  plotHeight: number,
): readonly EndLabel[] {
  if (end === undefined || !endsAtFinal(axis)) return [];
  const labels = lines
    .flatMap((line, index) => {
      const last = line.points.at(-1);
      const x = axis === 'iterations' ? end : (last?.x ?? end);
      if (line.paper !== undefined) return [{ index, x, at: line.paper, text: `◇ ${line.paper.toFixed(1)}` }];
      const isRunning = axis === 'iterations' ? last !== undefined && last.x < end : line.unfinished > 0;
      if (last === undefined || isRunning) return [];
      const final = finalOf(line)!;
      return [{ index, x, at: final, text: final.toFixed(1) }];
    })
    .filter(({ at }) => at >= low && at <= high)
    .sort((a, b) => b.at - a.at);
  const gap = (LABEL_HEIGHT / plotHeight) * (high - low);
  const shown = spread(
    labels.map(({ at }) => at),
    gap,
  );
  return labels.map((label, i) => ({ ...label, shown: shown[i]! }));
}

/** Positions at least `gap` apart, in descending order. Labels that would touch form a group around their mean position. */
function spread(wanted: readonly number[], gap: number): readonly number[] {
  const groups: { center: number; members: number }[] = [];
  for (const value of wanted) {
    let group = { center: value, members: 1 };
    for (let above = groups.at(-1); above !== undefined; above = groups.at(-1)) {
      const members = above.members + group.members;
      if (above.center - group.center >= (gap * members) / 2) break;
      groups.pop();
      const center = (above.center * above.members + group.center * group.members) / members;
      group = { center, members };
    }
    groups.push(group);
  }
  return groups.flatMap(({ center, members }) =>
    Array.from({ length: members }, (_, i) => center + gap * ((members - 1) / 2 - i)),
  );
}
