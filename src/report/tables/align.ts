/** One row of two lists side by side; undefined where one has nothing to stand there. */
export interface Aligned<L, R> {
  readonly left: L | undefined;
  readonly right: R | undefined;
}

/** Two lists side by side, in the order that gives the most alike pairs; a likeness of 0 pairs nothing. */
export function align<L, R>(
  left: readonly L[],
  right: readonly R[],
  likeness: (l: L, r: R) => number,
): readonly Aligned<L, R>[] {
  const best = bestFrom(left, right, likeness);
  const rows: Aligned<L, R>[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const both = i < left.length && j < right.length;
    const alike = both ? likeness(left[i]!, right[j]!) : 0;
    if (alike > 0 && best[i]![j] === best[i + 1]![j + 1]! + alike) {
      rows.push({ left: left[i++], right: right[j++] });
    } else if (j >= right.length || (both && best[i + 1]![j]! >= best[i]![j + 1]!)) {
      rows.push({ left: left[i++], right: undefined });
    } else rows.push({ left: undefined, right: right[j++] });
  }
  return rows;
}

/** `[i][j]`: the most likeness that the lists from i and from j can be paired with. */
function bestFrom<L, R>(left: readonly L[], right: readonly R[], likeness: (l: L, r: R) => number) {
  const best = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const paired = best[i + 1]![j + 1]! + likeness(left[i]!, right[j]!);
      best[i]![j] = Math.max(paired, best[i + 1]![j]!, best[i]![j + 1]!);
    }
  }
  return best;
}
