import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSpec, type Overrides } from '../../../src/spec/load.js';
import type { Spec } from '../../../src/spec/schema/spec.js';
import { complaint, folderOf, SOUND } from './helpers.js';

function load(files: Record<string, string>, overrides: Overrides = {}): Spec {
  return loadSpec(join(folderOf(files), 'spec.yaml'), overrides).spec;
}

describe('extends', () => {
  const base = SOUND.replace('base_lr', 'policy: {type: inv, gamma: 0.1, power: 2}, base_lr');

  it('merges maps recursively over several files, and replaces lists', () => {
    const spec = load({
      'base.yaml': base,
      'middle.yaml': 'extends: base.yaml\nsolver: {batch: 8}\nnetwork: [{fc: {outputs: 10}}]\n',
      'spec.yaml': 'extends: middle.yaml\nname: top\nsolver: {policy: {power: 3}}\n',
    });
    expect(spec.name).toBe('top');
    expect(spec.network).toHaveLength(1);
    expect(spec.solver).toMatchObject({
      iterations: 1000,
      batch: 8,
      policy: { type: 'inv', gamma: 0.1, power: 3 },
    });
  });

  it('replaces a map whose type changes', () => {
    const spec = load({
      'base.yaml': base,
      'spec.yaml': 'extends: base.yaml\nsolver: {policy: {type: fixed}}\n',
    });
    expect(spec.solver.policy).toEqual({ type: 'fixed' });
  });

  it('points to the file with the wrong value', () => {
    const files = {
      'base.yaml': SOUND.replace('batch: 4', 'batch: 0'),
      'spec.yaml': 'extends: base.yaml\nsolver:\n  base_lr: high\n',
    };
    expect(complaint(files)).toMatchInlineSnapshot(`
      "base.yaml:9:35: solver.batch: expected more than 0, found 0
        9 | solver: {iterations: 1000, batch: 0, base_lr: 0.01}
          |                                   ^
      spec.yaml:3:12: solver.base_lr: expected a number, found "high"
        3 |   base_lr: high
          |            ^"
    `);
  });

  it('refuses cycles and missing files', () => {
    expect(complaint({ 'spec.yaml': 'extends: other.yaml', 'other.yaml': 'extends: spec.yaml' }))
      .toMatchInlineSnapshot(`
      "other.yaml:1:10: extends: expected no cycle, found spec.yaml → other.yaml → spec.yaml
        1 | extends: spec.yaml
          |          ^"
    `);
    expect(complaint({ 'spec.yaml': 'extends: othr.yaml', 'other.yaml': SOUND })).toMatchInlineSnapshot(`
      "spec.yaml:1:10: othr.yaml: no such file, did you mean "other.yaml"?
        1 | extends: othr.yaml
          |          ^"
    `);
    expect(complaint({ 'spec.yaml': 'extends: [a]' })).toMatchInlineSnapshot(`
      "spec.yaml:1:10: extends: expected the path of a spec file, found ["a"]
        1 | extends: [a]
          |          ^"
    `);
  });
});

describe('the path of extends', () => {
  it('may be absolute', () => {
    const folder = folderOf({ 'base.yaml': SOUND });
    const spec = load({ 'spec.yaml': `extends: ${folder}/base.yaml\nname: top\n` });
    expect(spec.name).toBe('top');
  });

  it('must be that of a YAML file, also through a link', () => {
    expect(complaint({ 'spec.yaml': 'extends: ../../../etc/passwd' })).toMatchInlineSnapshot(`
      "spec.yaml:1:10: /etc/passwd: expected a YAML file (.yaml or .yml), found another kind
        1 | extends: ../../../etc/passwd
          |          ^"
    `);
    const folder = folderOf({ 'spec.yaml': 'extends: base.yaml' });
    symlinkSync('/etc/passwd', join(folder, 'base.yaml'));
    expect(() => loadSpec(join(folder, 'spec.yaml'))).toThrow(
      'base.yaml: expected a YAML file (.yaml or .yml), found another kind',
    );
  });

  it('must not form a chain of more than 32 files', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`s${i}.yaml`, `extends: s${i + 1}.yaml\n`]),
    );
    expect(complaint({ ...chain, 's32.yaml': SOUND, 'spec.yaml': 'extends: s1.yaml' })).toBe('nothing');
    expect(complaint({ ...chain, 'spec.yaml': 'extends: s1.yaml' })).toMatchInlineSnapshot(`
      "s32.yaml:1:10: extends: expected at most 32 files in a chain, found more
        1 | extends: s33.yaml
          |          ^"
    `);
  });
});

describe('merge keys', () => {
  const withMerge = (conv: string) =>
    SOUND.replace('network:', 'x-conv: &c {kernel: 5, stride: 3, outputs: 4}\nnetwork:').replace(
      '{outputs: 4, kernel: 5}',
      conv,
    );

  it('merge another map; the map’s own values take precedence', () => {
    const { network } = load({ 'spec.yaml': withMerge('{kernel: 3, <<: *c, outputs: 6}') });
    expect(network[0]!.conv).toMatchObject({ kernel: 3, stride: 3, outputs: 6 });
  });

  it('merge several maps; earlier ones take precedence', () => {
    const { network } = load({ 'spec.yaml': withMerge('{<<: [{stride: 2}, *c]}') });
    expect(network[0]!.conv).toMatchObject({ kernel: 5, stride: 2, outputs: 4 });
  });

  it('require mappings; in quotes they are ordinary keys', () => {
    expect(complaint({ 'spec.yaml': withMerge('{<<: 3}') })).toMatchInlineSnapshot(`
      "spec.yaml:6:16: <<: expected a mapping or a list of mappings, usually *ALIAS
        6 |   - conv: {<<: 3}
          |                ^"
    `);
    expect(
      complaint({ 'spec.yaml': withMerge("{'<<': *c, outputs: 4, kernel: 5}") }).split(',')[0],
    ).toMatchInlineSnapshot(`"spec.yaml:6:12: network.0.conv.<<: expected one of name"`);
  });
});

describe('defaults', () => {
  const spec = (defaults: string) =>
    SOUND.replace('network:', `defaults: ${defaults}\nnetwork:`).replace(
      '- conv: {outputs: 4, kernel: 5}',
      '- block: {conv: conv0, outputs: 4, kernel: 3, pad: 1, added: 1}\n  - conv: {outputs: 4, kernel: 5, stride: 1}',
    );

  it('apply to convolutions, also those of blocks; the layer’s own fields take precedence', () => {
    const { network, defaults } = load({
      'spec.yaml': spec('{conv: {activation: relu, stride: 2}, block: {added: 3}}'),
    });
    expect(defaults).toBeUndefined();
    expect(network[0]!.block).toMatchObject({ activation: 'relu', stride: 2, added: 1 });
    expect(network[1]!.conv).toMatchObject({ activation: 'relu', stride: 1 });
    expect(network[2]!.conv).toMatchObject({ activation: 'relu', stride: 2 });
  });

  it('are reported once if wrong, and also if they make a layer wrong', () => {
    expect(complaint({ 'spec.yaml': spec('{conv: {activation: rleu}}') })).toMatchInlineSnapshot(`
      "spec.yaml:4:31: defaults.conv.activation: expected one of relu, sigmoid, tanh, leaky_relu, elu, gelu, gelu_tanh, none, found "rleu", did you mean "relu"?
        4 | defaults: {conv: {activation: rleu}}
          |                               ^"
    `);
    expect(complaint({ 'spec.yaml': spec('{block: {added_kernel: 4}}') })).toMatchInlineSnapshot(`
      "spec.yaml:4:34: network.0.block.added_kernel: expected an odd number, so that padding keeps the size, found 4
        4 | defaults: {block: {added_kernel: 4}}
          |                                  ^"
    `);
  });
});

describe('--set, --seed, --iterations', () => {
  it('replace values, also in lists, and add missing ones', () => {
    const set = [
      'solver.batch=8',
      'network.0.conv.weight_filler={type: gaussian, std: 0.1}',
      'test.top5=true',
    ];
    const spec = load({ 'spec.yaml': SOUND }, { set, seed: 7, iterations: 5 });
    expect(spec.solver).toMatchObject({ batch: 8, iterations: 5 });
    expect(spec.network[0]!.conv!.weight_filler).toEqual({ type: 'gaussian', std: 0.1, mean: 0 });
    expect(spec.test.top5).toBe(true);
    expect(spec.seed).toBe(7);
  });

  it('are named in messages about wrong values', () => {
    const messageOf = (set: string) => complaint({ 'spec.yaml': SOUND }, { set: [set] });
    expect(messageOf('dropin.lenght=5')).toMatchInlineSnapshot(
      `"--set dropin.lenght=5: dropin.lenght: expected a known key, found "lenght", did you mean "length"?"`,
    );
    expect(messageOf('solver.batch=many')).toMatchInlineSnapshot(
      `"--set solver.batch=many: solver.batch: expected a number, found "many""`,
    );
    expect(messageOf('network.9.conv.outputs=1')).toMatchInlineSnapshot(
      `"--set network.9.conv.outputs=1: network.9: expected an index from 0 to 3, found "9""`,
    );
    expect(messageOf('name.first=1')).toMatchInlineSnapshot(
      `"--set name.first=1: name.first: expected a key of a mapping; name is "sound", found "first""`,
    );
    expect(messageOf('name')).toMatchInlineSnapshot(`"--set name: expected path=value, found no "=""`);
    expect(messageOf('name=[')).toMatchInlineSnapshot(
      `"--set name=[: bad YAML: Flow sequence must end with a ]"`,
    );
    expect(messageOf('network.2.dropin.from=fc1')).toMatchInlineSnapshot(
      `"--set network.2.dropin.from=fc1: network.2.dropin.from: expected a network without cycles, found fc1 → dropin_conv2 → fc1"`,
    );
    expect(complaint({ 'spec.yaml': SOUND }, { iterations: 0 })).toMatchInlineSnapshot(
      `"--iterations 0: solver.iterations: expected more than 0, found 0"`,
    );
  });
});

describe('--scale', () => {
  const scaled = (policy: string, overrides: Overrides) =>
    load({ 'spec.yaml': SOUND.replace('base_lr', `policy: ${policy}, base_lr`) }, overrides);

  it('multiplies every length in iterations, also those of --set, but not --iterations', () => {
    const set = ['network.2.dropin.length=40', 'dropin.start=0', 'dropin.stagger=30', 'test.interval=3'];
    const spec = scaled('{type: fixed}', { scale: 0.1, set });
    expect(spec.solver.iterations).toBe(100);
    expect(spec.dropin).toMatchObject({ length: 10, start: 0, stagger: 3 });
    expect(spec.network[2]!.dropin!.length).toBe(4);
    expect([spec.test.interval, spec.checkpoint.interval, spec.display]).toEqual([1, 50, 10]);
    expect(scaled('{type: fixed}', { scale: 0.1, iterations: 7 }).solver.iterations).toBe(7);
  });

  it('keeps the shape of the learning rate', () => {
    const policyOf = (policy: string) => scaled(policy, { scale: 0.5 }).solver.policy;
    expect(policyOf('{type: inv, gamma: 0.01, power: 2}')).toEqual({ type: 'inv', gamma: 0.02, power: 2 });
    expect(policyOf('{type: exp, gamma: 0.9}')).toEqual({ type: 'exp', gamma: 0.9 ** 2 });
    expect(policyOf('{type: sigmoid, gamma: -1, step: 10}')).toEqual({ type: 'sigmoid', gamma: -2, step: 5 });
    expect(policyOf('{type: step, gamma: 0.1, step: 10}')).toEqual({ type: 'step', gamma: 0.1, step: 5 });
    expect(policyOf('{type: multistep, gamma: 0.1, steps: [10, 30]}')).toMatchObject({ steps: [5, 15] });
  });

  it('must be positive', () => {
    expect(complaint({ 'spec.yaml': SOUND }, { scale: -1 })).toMatchInlineSnapshot(
      `"--scale -1: expected a positive number"`,
    );
  });
});

describe('numbers beyond the range of TensorFlow’s types', () => {
  it.each([
    ['network.0.conv.stride=2147483648', 'expected at most 2147483647, found 2147483648'],
    ['transform.scale=1e308', 'expected at most 3.4028234663852886e+38, found 1e+308'],
    ['solver.base_lr=1e39', 'expected at most 3.4028234663852886e+38, found 1e+39'],
    ['solver.iterations=1e10', 'expected at most 2147483647, found 10000000000'],
  ])('are refused: %s', (set, message) => {
    const [path] = set.split('=');
    expect(complaint({ 'spec.yaml': SOUND }, { set: [set] })).toBe(`--set ${set}: ${path}: ${message}`);
  });

  it('are refused if they result from --scale', () => {
    expect(complaint({ 'spec.yaml': SOUND }, { scale: 1e308 })).toBe(
      '--scale 1e+308: dropin.length: expected a number, found Infinity',
    );
    expect(complaint({ 'spec.yaml': SOUND }, { scale: 1e7 })).toBe(
      '--scale 10000000: solver.iterations: expected at most 2147483647, found 10000000000',
    );
  });
});
