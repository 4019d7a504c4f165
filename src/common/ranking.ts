/** Class numbers of the k largest logits, largest first; of equal logits, the higher class number first, as accuracy counts. */
export function topClasses(logits: ArrayLike<number>, k: number): number[] {
  const top: number[] = [];
  for (let number = 0; number < logits.length; number++) {
    const place = top.findIndex((other) => logits[number]! >= logits[other]!);
    if (place >= 0) top.splice(place, 0, number);
    else if (top.length < k) top.push(number);
    if (top.length > k) top.pop();
  }
  return top;
}

/** e^x of each logit as a fraction of their sum. */
export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
