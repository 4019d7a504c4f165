import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSpec } from '../../../src/spec/load.js';
import { complaint, folderOf, SOUND } from './helpers.js';

/** The message for the valid spec with one passage replaced. */
function withChange(from: string, to: string): string {
  expect(SOUND).toContain(from);
  return complaint({ 'spec.yaml': SOUND.replace(from, to) });
}

describe('a wrong spec is refused with exit code 2', () => {
  it('(the valid spec is accepted)', () => {
    expect(complaint({ 'spec.yaml': SOUND })).toBe('nothing');
  });

  it('an unknown key: names the nearest key', () => {
    expect(withChange('length', 'lenght')).toMatchInlineSnapshot(`
      "spec.yaml:3:10: dropin.lenght: expected a known key, found "lenght", did you mean "length"?
        3 | dropin: {lenght: 100}
          |          ^"
    `);
  });

  it('an unknown key unlike any other: lists the keys', () => {
    expect(withChange('batch', 'colour: red, batch')).toMatchInlineSnapshot(`
      "spec.yaml:9:28: solver.colour: expected one of type, iterations, batch, iter_size, base_lr, policy, momentum, momentum2, rms_decay, delta, weight_decay, clip_gradients, label_smoothing, warmup, early_stop, precision, allow_divergence, found "colour"
        9 | solver: {iterations: 1000, colour: red, batch: 4, base_lr: 0.01}
          |                            ^"
    `);
  });

  it('a wrong type: names the value', () => {
    expect(withChange('iterations: 1000', 'iterations: many')).toMatchInlineSnapshot(`
      "spec.yaml:9:22: solver.iterations: expected a number, found "many"
        9 | solver: {iterations: many, batch: 4, base_lr: 0.01}
          |                      ^"
    `);
  });

  it('a kernel larger than its input: names the input and its shape', () => {
    expect(withChange('kernel: 3, pad: 1', 'kernel: 30, pad: 1')).toMatchInlineSnapshot(`
      "spec.yaml:6:32: network.1.conv.kernel: expected at most 26, the size of conv1 (24×24×4) with its padding, found 30
        6 |   - conv: {outputs: 4, kernel: 30, pad: 1}
          |                                ^"
    `);
  });

  it('a wrong number of outputs: names the data set', () => {
    expect(withChange('outputs: 10', 'outputs: 12')).toMatchInlineSnapshot(`
      "spec.yaml:8:5: network.3.fc: expected fc1, the last layer, to have 10 outputs, one per class of mnist, found shape 12
        8 |   - fc: {outputs: 12}
          |     ^"
    `);
  });

  it('a DropIn of unequal shapes without resize: names both layers', () => {
    expect(withChange(', pad: 1', '')).toMatchInlineSnapshot(`
      "spec.yaml:7:5: network.2.dropin: expected layers of equal shapes, or \`resize: true\`, found conv2 with shape 22×22×4 and conv1 with shape 24×24×4
        7 |   - dropin: {from: conv1}
          |     ^"
    `);
  });

  it('a cycle: lists its layers', () => {
    expect(withChange('{outputs: 4, kernel: 3', '{from: dropin_conv2, outputs: 4, kernel: 3'))
      .toMatchInlineSnapshot(`
      "spec.yaml:6:18: network.1.conv.from: expected a network without cycles, found dropin_conv2 → conv2 → dropin_conv2
        6 |   - conv: {from: dropin_conv2, outputs: 4, kernel: 3, pad: 1}
          |                  ^"
    `);
  });

  it('a duplicate name', () => {
    expect(withChange('{outputs: 4, kernel: 3', '{name: conv1, outputs: 4, kernel: 3'))
      .toMatchInlineSnapshot(`
      "spec.yaml:6:18: network.1.conv.name: expected a unique name, found "conv1" a second time
        6 |   - conv: {name: conv1, outputs: 4, kernel: 3, pad: 1}
          |                  ^"
    `);
  });

  it('an unknown layer: names the nearest one', () => {
    expect(withChange('from: conv1', 'from: cnov1')).toMatchInlineSnapshot(`
      "spec.yaml:7:20: network.2.dropin.from: expected the name of a layer, found "cnov1", did you mean "conv1"?
        7 |   - dropin: {from: cnov1}
          |                    ^"
    `);
  });

  it('an unknown data set: lists the data sets', () => {
    expect(withChange('mnist', 'mnits').replace(/\(.*?\)/, '(…)')).toMatchInlineSnapshot(`
      "spec.yaml:2:17: dataset.name: expected a data set (…) or the path of a descriptor ending in .yaml, found "mnits", did you mean "mnist"?
        2 | dataset: {name: mnits}
          |                 ^"
    `);
  });

  it('bad YAML: points to the error', () => {
    expect(withChange('length: 100}', 'length: 100')).toMatchInlineSnapshot(`
      "spec.yaml:4:1: bad YAML: Flow map in block collection must be sufficiently indented and end with a }
        4 | network:
          | ^"
    `);
    expect(complaint({ 'spec.yaml': 'name: a\nname: b\n' })).toMatchInlineSnapshot(`
      "spec.yaml:2:1: expected each key once, found "name" a second time
        2 | name: b
          | ^"
    `);
    expect(withChange('from: conv1', 'from: *base')).toMatchInlineSnapshot(`
      "spec.yaml:7:20: expected a preceding anchor &base, found none
        7 |   - dropin: {from: *base}
          |                    ^"
    `);
  });

  it('anchors that expand endlessly', () => {
    const level = (name: string, below: string) =>
      `${name}: &${name} [${Array<string>(10).fill(below).join(', ')}]\n`;
    const laughs = ['x', '*a', '*b', '*c', '*d', '*e', '*f', '*g'].map((below, i) =>
      level('abcdefgh'[i]!, below),
    );
    expect(complaint({ 'spec.yaml': laughs.join('') })).toMatchInlineSnapshot(`
      "spec.yaml:5:36: expected at most 100,000 values, aliases expanded, found more
        5 | e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
          |                                    ^"
    `);
    expect(complaint({ 'spec.yaml': 'network: &n\n  - *n\n' })).toMatchInlineSnapshot(`
      "spec.yaml:2:5: expected at most 64 levels of nesting, found more
        2 |   - *n
          |     ^"
    `);
  });

  it('a negative length', () => {
    expect(withChange('length: 100', 'length: -100')).toMatchInlineSnapshot(`
      "spec.yaml:3:18: dropin.length: expected at least 0, found -100
        3 | dropin: {length: -100}
          |                  ^"
    `);
  });

  it('an entry without exactly one kind', () => {
    const entry = '- conv: {outputs: 4, kernel: 5}';
    expect(withChange(entry, '- {conv: {outputs: 4, kernel: 5}, relu: {}}')).toMatchInlineSnapshot(`
      "spec.yaml:5:5: network.0: expected exactly one of conv, pool, fc, rnn, relu, activation, batch_norm, lrn, dropout, resize, dropin, add, concat, block, found conv and relu
        5 |   - {conv: {outputs: 4, kernel: 5}, relu: {}}
          |     ^"
    `);
    expect(withChange(entry, '- {}')).toMatchInlineSnapshot(`
      "spec.yaml:5:5: network.0: expected exactly one of conv, pool, fc, rnn, relu, activation, batch_norm, lrn, dropout, resize, dropin, add, concat, block, found nothing
        5 |   - {}
          |     ^"
    `);
    expect(withChange(entry, '- cnov: {outputs: 4, kernel: 5}')).toMatchInlineSnapshot(`
      "spec.yaml:5:5: network.0.cnov: expected a known key, found "cnov", did you mean "conv"?
        5 |   - cnov: {outputs: 4, kernel: 5}
          |     ^"
    `);
  });

  it('many issues: shows the first ones', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join('');
    const lines = complaint({ 'spec.yaml': SOUND + keys }).split('\n');
    expect(lines).toHaveLength(3 * 20 + 1);
    expect(lines.at(-1)).toBe('and 19,980 more issues');
  });

  it('several issues: shows all at once', () => {
    const spec = 'name: a b\nnetwork: []\nsolver: {batch: 0, policy: {type: invv}}\n';
    expect(complaint({ 'spec.yaml': spec })).toMatchInlineSnapshot(`
      "spec.yaml:1:7: name: expected letters, digits, "_", "." and "-", found "a b"
        1 | name: a b
          |       ^
      spec.yaml:1:1: dataset: expected a mapping, found nothing
        1 | name: a b
          | ^
      spec.yaml:2:1: network: expected at least 1 item, found []
        2 | network: []
          | ^
      spec.yaml:3:1: solver.iterations: expected a number, found nothing
        3 | solver: {batch: 0, policy: {type: invv}}
          | ^
      spec.yaml:3:17: solver.batch: expected more than 0, found 0
        3 | solver: {batch: 0, policy: {type: invv}}
          |                 ^
      spec.yaml:3:1: solver.base_lr: expected a number, found nothing
        3 | solver: {batch: 0, policy: {type: invv}}
          | ^
      spec.yaml:3:35: solver.policy.type: expected one of fixed, step, multistep, inv, exp, poly, cosine, sigmoid, plateau, found "invv", did you mean "inv"?
        3 | solver: {batch: 0, policy: {type: invv}}
          |                                   ^"
    `);
  });

  it('a value that fits no branch of a union: lists the types', () => {
    expect(withChange('from: conv1', 'from: conv1, resize: maybe')).toMatchInlineSnapshot(`
      "spec.yaml:7:35: network.2.dropin.resize: expected true, false or a mapping, found "maybe"
        7 |   - dropin: {from: conv1, resize: maybe}
          |                                   ^"
    `);
    expect(withChange('from: conv1', 'from: conv1, resize: {method: linear}')).toMatchInlineSnapshot(`
      "spec.yaml:7:44: network.2.dropin.resize.method: expected one of nearest, bilinear, found "linear", did you mean "bilinear"?
        7 |   - dropin: {from: conv1, resize: {method: linear}}
          |                                            ^"
    `);
    expect(withChange('base_lr', 'policy: {type: multistep, gamma: 0.1, steps: [5, 3]}, base_lr'))
      .toMatchInlineSnapshot(`
      "spec.yaml:9:76: solver.policy.steps: expected ascending iterations, found [5,3]
        9 | solver: {iterations: 1000, batch: 4, policy: {type: multistep, gamma: 0.1, steps: [5, 3]}, base_lr: …
          |                                                                            ^"
    `);
  });
});

describe('files that are not specs are refused', () => {
  it('an empty file, a list, or a string', () => {
    expect(complaint({ 'spec.yaml': '' })).toMatchInlineSnapshot(`
      "spec.yaml:1:1: expected a spec, found nothing
        1 | 
          | ^"
    `);
    expect(complaint({ 'spec.yaml': '- a' })).toMatchInlineSnapshot(`
      "spec.yaml:1:1: expected a spec, found a list
        1 | - a
          | ^"
    `);
    expect(complaint({ 'spec.yaml': 'abc' })).toMatchInlineSnapshot(`
      "spec.yaml:1:1: expected a spec, found "abc"
        1 | abc
          | ^"
    `);
  });

  it('a missing file: names the most similar one in its folder', () => {
    expect(complaint({ 'specs.yaml': SOUND })).toMatchInlineSnapshot(
      `"spec.yaml: no such file, did you mean "specs.yaml"?"`,
    );
  });

  it('a file that is too large or nested too deeply', () => {
    expect(complaint({ 'spec.yaml': ' '.repeat(1_100_000) })).toMatchInlineSnapshot(
      `"spec.yaml: expected at most 1.0 MB, found 1.1 MB"`,
    );
    expect(complaint({ 'spec.yaml': `a: ${'['.repeat(70)}${']'.repeat(70)}` })).toMatchInlineSnapshot(`
      "spec.yaml:1:68: expected at most 64 levels of nesting, found more
        1 | a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]…
          |                                                                    ^"
    `);
    expect(complaint({ 'spec.yaml': '['.repeat(20_000) }).split('\n')[0]).toMatchInlineSnapshot(
      `"spec.yaml:1:1: expected at most 64 levels of nesting, found more"`,
    );
  });

  it('a pipe, a device, a file in another encoding', () => {
    const folder = folderOf({});
    execFileSync('mkfifo', [join(folder, 'spec.yaml')]);
    expect(() => loadSpec(join(folder, 'spec.yaml'))).toThrow(
      `${folder}/spec.yaml: expected a file, found a pipe`,
    );
    expect(() => loadSpec('/dev/zero')).toThrow('/dev/zero: expected a file, found a device');
    const file = join(folderOf({}), 'spec.yaml');
    writeFileSync(file, Buffer.from(SOUND, 'utf16le'));
    expect(() => loadSpec(file)).toThrow(`${file}: expected UTF-8, found UTF-16: save the file as UTF-8`);
    writeFileSync(file, Buffer.from(`# é\n${SOUND}`, 'latin1'));
    expect(() => loadSpec(file)).toThrow(
      `${file}: expected UTF-8, found bytes that are not UTF-8 in line 1 (perhaps Latin-1): save the file as UTF-8`,
    );
  });

  it('a Caffe prototxt', () => {
    const prototxt = 'name: "LeNet"\nlayer {\n  name: "conv1"\n  type: "Convolution"\n}\n';
    expect(complaint({ 'spec.yaml': prototxt })).toMatchInlineSnapshot(`
      "spec.yaml:2:1: expected YAML, found a Caffe prototxt: write the network as YAML, as in configs/
        2 | layer {
          | ^"
    `);
  });

  it('several YAML documents', () => {
    expect(complaint({ 'spec.yaml': `${SOUND}---\n${SOUND}` })).toMatchInlineSnapshot(`
      "spec.yaml:10:1: expected one YAML document in the file, found another
        10 | ---
           | ^"
    `);
    expect(complaint({ 'spec.yaml': `---\n${SOUND}...\n` })).toBe('nothing');
  });

  it.each([
    ['resized_crop: {scale: [0, 1]}', 'resized_crop.scale.0: expected more than 0, found 0'],
    ['resized_crop: {scale: [0.5, 1.5]}', 'resized_crop.scale.1: expected at most 1, found 1.5'],
    ['resized_crop: {scale: [0.5, 0.2]}', 'resized_crop.scale: expected from at most to, found [0.5,0.2]'],
    ['resized_crop: {ratio: [2, 1]}', 'resized_crop.ratio: expected from at most to, found [2,1]'],
    ['resized_crop: {scale: 0.5}', 'resized_crop.scale: expected a list, found 0.5'],
    [
      'resized_crop: {}, pad: 2',
      'pad: expected 0 with `resized_crop`, which takes crops without a border, found 2',
    ],
    [
      'resized_crop: {}, mean: image',
      'mean: expected channel or none with `resized_crop`, because the mean image is not resized, found "image"',
    ],
    ['color_jitter: {brightness: -1}', 'color_jitter.brightness: expected at least 0, found -1'],
    ['color_jitter: {hue: 0.6}', 'color_jitter.hue: expected at most 0.5, found 0.6'],
    [
      'color_jitter: {hue: 0.1}',
      'color_jitter.hue: expected 0, as the images of mnist have 1 channel, found 0.1',
    ],
    [
      'color_jitter: {saturation: 0.4}',
      'color_jitter.saturation: expected 0, as the images of mnist have 1 channel, found 0.4',
    ],
    [
      'lighting: {}',
      'lighting: expected no lighting, as the images of mnist have 1 channel, found a mapping',
    ],
    [
      'lighting: {eigenvectors: [[1, 0, 0]]}',
      'lighting.eigenvectors: expected at least 3 items, found [[1,0,0]]',
    ],
  ])('an augmentation that images cannot have: %s', (transform, message) => {
    const found = withChange('network:', `transform: {${transform}}\nnetwork:`).split('\n')[0]!;
    expect(found.replace(/^spec.yaml:4:\d+: transform\./, '')).toBe(message);
  });

  it('control characters are not printed', () => {
    expect(withChange('name: sound', 'name: a\u001b[31m')).toMatchInlineSnapshot(`
      "spec.yaml:1:7: name: expected letters, digits, "_", "." and "-", found "a\\u001b[31m"
        1 | name: a�[31m
          |       ^"
    `);
  });

  it('a key that every JavaScript object has', () => {
    expect(complaint({ 'spec.yaml': `${SOUND}__proto__: {a: 1}\n` }).split('\n')[0]).toMatchInlineSnapshot(
      `"spec.yaml:10:1: __proto__: expected one of name, description, paper, notes, seed, dataset, transform, dropin, stochastic_depth, init_from, defaults, network, solver, test, checkpoint, norms, display, sweep, found "__proto__""`,
    );
  });
});
