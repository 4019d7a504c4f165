// Mutates texts and bytes at random: deletes, duplicates and swaps parts, and inserts what tends to break readers.

const HOSTILE = [
  '-1', '0', '1e999', '.nan', '.inf', '99999999999999999999', '2147483648', 'null', '~', 'true', '[]', '{}', '""',
  '../../../etc/passwd', '/etc/passwd', 'a/b', '..', '\u0000', '\u001b[2J', '\u202e', '\ud83d\ude00', '"\\u0000"',
  '*a', '&a ', '!!js/function x', '!!binary x', '<<: *a', '? [a]: b', '---\n', '...\n', '\t', '%YAML 9', '__proto__: {x: 1}',
  'constructor', 'extends: spec.yaml\n', 'extends: .\n', '- - - - - - - -', '[[[[[[[[[[[[[[[[', '{{{{{{{{', "'", '|\n', '>-\n',
]; // prettier-ignore

/** @param {string} text @param {(below: number) => number} random @returns {string} */
export function mutateText(text, random) {
  let changed = text;
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(changed.length + 1);
    const length = random(20);
    const hostile = HOSTILE[random(HOSTILE.length)];
    switch (random(6)) {
      case 0:
        changed = changed.slice(0, at) + changed.slice(at + length);
        break;
      case 1:
        changed = changed.slice(0, at) + hostile + changed.slice(at);
        break;
      case 2:
        changed =
          changed.slice(0, at) + changed.slice(random(changed.length + 1)).slice(0, 200) + changed.slice(at);
        break;
      case 3:
        changed = changed.slice(0, at) + String.fromCharCode(random(0x10000)) + changed.slice(at + 1);
        break;
      case 4:
        changed = replaceValue(changed, hostile, random);
        break;
      default:
        changed =
          random(20) === 0 ? changed.slice(0, at) : replaceValue(changed, String(random(1e6) - 1000), random);
    }
  }
  return changed;
}

/**
 * Replaces the value after one of the colons.
 * @param {string} text @param {string | undefined} value @param {(below: number) => number} random
 */
function replaceValue(text, value, random) {
  const places = [...text.matchAll(/: ([^\n,{}[\]]+)/g)];
  if (places.length === 0) return text + value;
  const place = places[random(places.length)];
  if (place === undefined) return text;
  const { index, 0: whole } = place;
  return `${text.slice(0, index)}: ${value}${text.slice(index + whole.length)}`;
}

/** @param {Uint8Array} bytes @param {(below: number) => number} random @returns {Uint8Array} */
export function mutateBytes(bytes, random) {
  const changed = Uint8Array.from(bytes);
  for (let left = 1 + random(4); left > 0; left--) {
    if (changed.length > 0)
      changed[random(2) === 0 ? random(Math.min(16, changed.length)) : random(changed.length)] = random(256);
  }
  return random(3) === 0 ? changed.slice(0, random(changed.length + 1)) : changed;
}
