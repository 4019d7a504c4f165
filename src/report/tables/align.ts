/** A row of two lists side by side; undefined on a side without a counterpart. */
export interface Aligned<L, R> {
  readonly left: L | undefined;
  readonly right: R | undefined;
}

/** Aligns two lists, in order, with the greatest total likeness. A likeness of 0 is never paired. */
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

/** `[i][j]`: the greatest total likeness of the lists from i and from j on. */
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
