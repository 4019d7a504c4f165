// Damages photographs in known ways, counts which are refused, read with a warning, or read without one, and writes
// docs/reliability/jpegs.md.
//   node scripts/reliability/jpegs.js FOLDER [--python PYTHON]
// FOLDER holds JPEG files, at any depth. PYTHON has Pillow, whose verdicts are then listed next to ours.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import prettier from 'prettier';
import { randomFrom } from '../fuzz/random.js';
import { ROOT } from '../setup/paths.js';
import { ensureBuild } from '../setup/compile.js';

const { values, positionals } = parseArgs({
  options: { python: { type: 'string' } },
  allowPositionals: true,
});
/** @type {[number, number, number]} */
const SHAPE = [64, 64, 3];

/** Offset of the entropy-coded data of a baseline or progressive file. @param {Buffer} file */
function scanStart(file) {
  for (let at = 2; at + 4 < file.length; at += 2 + file.readUInt16BE(at + 2)) {
    if (file[at + 1] === 0xda) return at + 2 + file.readUInt16BE(at + 2);
  }
  return file.length;
}

/** @param {Buffer} file @param {number} at @param {Buffer} bytes */
function inserted(file, at, bytes) {
  return Buffer.concat([file.subarray(0, at), bytes, file.subarray(at)]);
}

/** @param {Buffer} file @param {number} at @param {(byte: number) => number} change @param {number} count */
function changed(file, at, change, count = 1) {
  const copy = Buffer.from(file);
  for (let place = at; place < Math.min(at + count, copy.length); place++)
    copy[place] = change(copy[place] ?? 0);
  return copy;
}

/** A random offset in the image data. @param {Buffer} file @param {(below: number) => number} random */
function inScan(file, random) {
  const start = scanStart(file);
  return start + random(Math.max(1, file.length - start - 20));
}

const firstSegment = (/** @type {Buffer} */ file) => 4 + file.readUInt16BE(4);

/** @type {Record<string, (file: Buffer, random: (below: number) => number) => Buffer>} */
const DAMAGES = {
  unchanged: (file) => file,
  'JFIF version 2': (file) => (file.toString('latin1', 6, 10) === 'JFIF' ? changed(file, 11, () => 2) : file),
  '4 bytes between two header segments': (file) =>
    inserted(file, firstSegment(file), Buffer.from([0, 1, 2, 3])),
  'a line end after the image': (file) => Buffer.concat([file, Buffer.from('\r\n')]),
  '200 zeros after the image': (file) => Buffer.concat([file, Buffer.alloc(200)]),
  'end marker missing': (file) => file.subarray(0, -2),
  'last 10 bytes missing': (file) => file.subarray(0, -10),
  'last quarter missing': (file) => file.subarray(0, Math.floor(file.length * 0.75)),
  'all but the first quarter missing': (file) => file.subarray(0, Math.floor(file.length / 4)),
  'last quarter zeros': (file) => changed(file, Math.floor(file.length * 0.75), () => 0, file.length),
  '16 zeros in the image data': (file, random) => changed(file, inScan(file, random), () => 0, 16),
  '512 zeros in the image data': (file, random) => changed(file, inScan(file, random), () => 0, 512),
  'a byte missing in the image data': (file, random) => {
    const at = inScan(file, random);
    return Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]);
  },
  'a bit flipped in the image data': (file, random) =>
    changed(file, inScan(file, random), (byte) => byte ^ (1 << random(8))),
  'a bit flipped in the header': (file, random) =>
    changed(file, 2 + random(Math.max(1, scanStart(file) - 2)), (byte) => byte ^ (1 << random(8))),
};

/** JPEG files below a folder, sorted. @param {string} folder @returns {string[]} */
function jpegsIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jpe?g$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
}

const PILLOW = `
import hashlib, sys
from PIL import Image
for path in sys.stdin.read().split('\\n'):
    try:
        print(hashlib.sha256(Image.open(path).convert('RGB').tobytes()).hexdigest(), flush=True)
    except Exception:
        print('refused', flush=True)
`;

/** Digests of Pillow's pixels of the files; "refused" for a file that it cannot read. @param {Buffer[]} files */
function byPillow(files) {
  if (values.python === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'dropin-jpegs-'));
  try {
    const paths = files.map((_, number) => join(folder, `${number}.jpg`));
    for (const [number, file] of files.entries()) writeFileSync(paths[number] ?? '', file);
    return execFileSync(values.python, ['-I', '-c', PILLOW], {
      input: paths.join('\n'),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    })
      .trim()
      .split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await ensureBuild();
const { decodeImage } = await import('#build/data/decode/image.js');
const photographs = jpegsIn(positionals[0] ?? '.').map((path) => readFileSync(path));
const rows = [];
/** @type {(Buffer | undefined)[]} */
let whole = [];
/** @type {string[] | undefined} */
let wholeByPillow;
for (const [name, damage] of Object.entries(DAMAGES)) {
  const files = photographs.map((file, number) => damage(file, randomFrom(number)));
  const found = { refused: 0, warned: 0, same: 0, other: 0 };
  /** @type {(Buffer | undefined)[]} */
  const all = [];
  for (const [number, file] of files.entries()) {
    const image = await decodeImage(file, SHAPE).catch(() => undefined);
    const pixels = image && Buffer.from(image.pixels);
    all.push(pixels);
    if (pixels === undefined) found.refused++;
    else if (whole.length === 0 || whole[number]?.equals(pixels)) found.same++;
    else found.other++;
    if (image?.warning !== undefined) found.warned++;
  }
  if (whole.length === 0) whole = all;
  const pillow = byPillow(files);
  wholeByPillow ??= pillow;
  const counts = pillow && {
    refused: pillow.filter((digest) => digest === 'refused').length,
    other: pillow.filter((digest, number) => digest !== 'refused' && digest !== wholeByPillow?.[number])
      .length,
  };
  const row = [
    name,
    found.refused,
    found.same,
    found.warned,
    found.other,
    counts?.refused ?? '',
    counts?.other ?? '',
  ];
  rows.push(row);
  process.stderr.write(`${row.join(', ')}\n`);
}
const table = rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
const text = `# Damaged photographs

${photographs.length} photographs, each damaged once in each way and read as in training. “Other pixels” cannot be distinguished from a
good image by any reader: the damage decodes without a warning. Pillow's counts are based on its pixels before resizing.

Generated by \`node scripts/reliability/jpegs.js FOLDER --python PYTHON\`.

A JPEG is refused at every warning of libjpeg except two, which leave all pixels intact: bytes between two segments of the
header, and an unknown version of JFIF. Such a file is read and counted as warned. Bytes after the image cause no warning.

| damage | refused | same pixels | read, with a warning | other pixels | Pillow: refused | Pillow: other pixels |
| --- | --- | --- | --- | --- | --- | --- |
${table}`;
const document = join(ROOT, 'docs/reliability/jpegs.md');
const options = await prettier.resolveConfig(document);
writeFileSync(document, await prettier.format(text, { ...options, parser: 'markdown' }));
