/** One row of two lists side by side; undefined where one has nothing to stand there. */
export interface Aligned<L, R> {
  readonly left: L | undefined;
  readonly right: R | undefined;
}

/** Two lists side by side, along their longest common subsequence. */
export function align<L, R>(
  left: readonly L[],
  right: readonly R[],
  same: (l: L, r: R) => boolean,
): readonly Aligned<L, R>[] {
  const common = commonLengths(left, right, same);
  const rows: Aligned<L, R>[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const both = i < left.length && j < right.length;
    if (both && same(left[i]!, right[j]!)) rows.push({ left: left[i++], right: right[j++] });
    else if (j >= right.length || (both && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      rows.push({ left: left[i++], right: undefined });
    } else rows.push({ left: undefined, right: right[j++] });
  }
  return rows;
}

/** `[i][j]`: how long the common subsequence of the lists from i and from j is. */
function commonLengths<L, R>(left: readonly L[], right: readonly R[], same: (l: L, r: R) => boolean) {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i]![j] = same(left[i]!, right[j]!)
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
