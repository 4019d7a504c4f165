import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { footnotesOf } from '../../../src/report/deviations.js';
import { loadSpec } from '../../../src/spec/load.js';
import { makeRun } from './made-run.js';
import { reporter, emptyResults } from './reported.js';

/** False statements that the report has made in the past. */

const results = emptyResults();
const { report, claim, cell } = results;

/** Runs of a spec in configs/, one per final accuracy, with seeds 1, 2, 3 …. */
function make(config: string, finals: readonly number[], set: readonly string[] = [], id = config): void {
  finals.forEach((final, i) => {
    makeRun({
      root: results.root,
      id: `${id}/${i + 1}`,
      config,
      set,
      seed: i + 1,
      accuracies: [0.1, final, final, final],
    });
  });
}

const data = (train: number, test: number, format: string) => ({
  format: 2,
  fingerprint: { data: { name: 'x', digest: 'd', format, image: [1, 1, 1], classes: 10, train, test } },
});

describe('lengths', () => {
  test('a shortened run does not count as the paper’s, even if the paper does not say how long it trained', () => {
    make('vgg16-plain', [0.001, 0.001], ['solver.iterations=100']);
    make('vgg16', [0.06], ['solver.iterations=70000']);
    const { main, others } = claim('F6');
    expect(main.verdict).toBe('not run');
    expect(others.map(({ conditions }) => conditions)).toEqual([
      '100 of 370,000 iterations',
      '70,000 of 370,000 iterations',
    ]);
  });

  test('“every length tried” needs at least three lengths: three seeds of d = 1 decide nothing', () => {
    make('lenet10', [0.98, 0.98, 0.98], ['dropin.length=1']);
    const { main } = claim('F2b');
    expect(main.verdict).toBe('undecided');
    expect(main.headline).toBe('LeNet(10), DropIn: run at 1 of 3 lengths');
    expect(main.checks[1]!.finding).toBe('finished runs at d = 1');
    expect(main.needs).toEqual([{ of: 'LeNet(10), DropIn at 2 more lengths', runs: 3 }]);
  });
});

describe('convergence', () => {
  test('a final accuracy between failed and converged counts for neither', () => {
    for (const length of [8000, 16000, 24000]) {
      make('cifar11', [0.59, 0.59, 0.59], [`dropin.length=${length}`], `deep${length}`);
    }
    make('cifar11-plain', [0.22, 0.22, 0.22]);
    expect(claim('T3a').main.verdict).toBe('undecided');
    expect(claim('T3a').main.checks[0]!.finding).toContain('3 neither converged nor failed');
  });

  test('the deep network only converges once every DropIn is at p = 1', () => {
    const accuracies = (settled: number) =>
      Array.from({ length: 100 }, (_, i) => {
        const iteration = (i + 1) * 100;
        return iteration < 2500 || iteration >= settled ? 0.98 : 0.5;
      });
    for (const seed of [1, 2, 3]) {
      const shallow = { config: 'lenet10', seed, accuracies: accuracies(2500) };
      makeRun({ root: results.root, id: `shallow/${seed}`, ...shallow });
      makeRun({
        root: results.root,
        id: `deep/${seed}`,
        config: 'lenet30',
        seed,
        accuracies: accuracies(4000),
      });
    }
    expect(claim('F3b').main.checks[0]).toMatchObject({
      question:
        'LeNet(30), d = 2,500 − LeNet(10), d = 2,500: iterations until it stays above 95 % above 0 iterations',
      verdict: 'reproduced',
      headline: 'LeNet(30), d = 2,500 − LeNet(10), d = 2,500: +1,500 ± 0 iterations',
    });
  });

  test('a network that never settles has no number of iterations and decides nothing', () => {
    make('lenet10', [0.98, 0.98, 0.98]);
    make('lenet30', [0.114, 0.114, 0.114]);
    expect(claim('F3b').main.checks[0]).toMatchObject({
      verdict: 'undecided',
      headline: 'LeNet(30), d = 2,500: 3 of 3 runs did not stay above 95 %',
      needs: [],
    });
  });
});

describe('a single run', () => {
  test('that agrees is not a reproduction, and its assumed deviation is shown', () => {
    make('alexnet13', [0.622]);
    const { verdict, finding, thresholds, needs } = cell('table5.d25000').main;
    expect(verdict).toBe('agrees, one run');
    expect(finding).toBe(
      'AlexNet (13 layers), d = 25,000: 62.20 % (1 seed); a single run; assumed standard deviation 0.2',
    );
    expect(thresholds).toContainEqual({
      name: 'assumed deviation for one run',
      value: '0.2 percentage points',
    });
    expect(needs).toEqual([{ of: 'AlexNet (13 layers), d = 25,000', runs: 2 }]);
  });

  test('for each number makes a claim agree, but never makes it reproduced', () => {
    make('alexnet', [0.58]);
    for (const [length, final] of [
      [25000, 0.622],
      [75000, 0.621],
      [150000, 0.608],
      [300000, 0.593],
    ] as const) {
      make('alexnet13', [final], [`dropin.length=${length}`], `deep${length}`);
    }
    expect(claim('T5b').main.verdict).toBe('agrees, one run');
    expect(claim('T5c').main.verdict).toBe('agrees, one run');
  });

  test('that is far off is undecided', () => {
    make('alexnet13', [0.5]);
    expect(cell('table5.d25000').main.verdict).toBe('undecided');
  });
});

describe('settings', () => {
  const basesOf = () => new Set(report().runs.map(({ basis }) => basis));

  test('our choices are labelled as ours, and Caffe’s reading has its own verdicts', () => {
    make('lenet10-plain', [0.114, 0.114, 0.114]);
    const caffe = ['defaults.conv.weight_filler={type: xavier}', 'defaults.conv.activation=none'];
    make('lenet10-plain', [0.98, 0.98, 0.98], caffe, 'caffe');
    const { main, others } = claim('F2a');
    expect([main, ...others].map(({ conditions, verdict }) => [conditions, verdict])).toEqual([
      ['our choice: Gaussian 0.01 and ReLU in the convolutions', 'reproduced'],
      ['Caffe’s LeNet: xavier, no activation after the convolutions', 'contradicted'],
    ]);
  });

  test.each([
    [
      'a filler in one block and in all',
      'lenet10',
      ['network.0.block.weight_filler={type: msra}'],
      ['defaults.conv.weight_filler={type: msra}'],
    ],
    [
      'steps of different lengths',
      'lenet10',
      ['solver.policy={type: step, step: 1000, gamma: 0.1}'],
      ['solver.policy={type: step, step: 9000, gamma: 0.5}'],
    ],
    [
      'deviations',
      'lenet10',
      ['defaults.conv.weight_filler={type: gaussian, std: 0.02}'],
      ['defaults.conv.weight_filler={type: gaussian, std: 1}'],
    ],
    ['masks per image and per batch', 'regularization-case3', ['dropin.draw=image'], ['dropin.draw=batch']],
    ['ratios', 'regularization-case3', ['network.13.dropin.ratio=0.5'], ['network.13.dropin.ratio=0.3']],
  ])('%s give two bases', (_, config, first, second) => {
    make(config, [0.5], first, 'first');
    make(config, [0.5], second, 'second');
    expect(basesOf().size).toBe(2);
  });

  test('have short names', () => {
    make('lenet10', [0.98], ['defaults.conv.weight_filler={type: gaussian, std: 0.03}']);
    make('lenet10', [0.98], ['network.0.block.bias_lr_mult=1'], 'one');
    expect(report().runs.map(({ basis }) => basis)).toEqual([
      'activation none → relu, weight_filler xavier → gaussian 0.03',
      'activation none → relu, bias_lr_mult of conv1 2 → 1, weight_filler xavier → gaussian 0.01',
    ]);
  });

  test('the same change in LeNet and LeNet(10) is one basis', () => {
    const msra = ['defaults.conv.weight_filler={type: msra}', 'defaults.conv.activation=none'];
    make('lenet10', [0.98, 0.98, 0.98], msra);
    make('lenet', [0.99, 0.99, 0.99], msra);
    expect(claim('F2c').others.map(({ conditions, checks }) => [conditions, checks[1]!.verdict])).toEqual([
      ['weight_filler xavier → msra', 'reproduced'],
    ]);
  });

  test('the experiment named in a spec must match its settings', () => {
    make('lenet10', [0.98], ['paper.experiment=E3']);
    const [row] = report().runs;
    expect(row!.series).toEqual([]);
    expect(row!.run.problems).toEqual([
      'not counted: its spec names experiment E3, which has no network with 10 convolutions, the first 5×5, on mnist',
    ]);
  });

  test('a run without an experiment is recognized by its settings', () => {
    const folder = join(results.root, 'elsewhere');
    makeRun({ root: results.root, id: 'elsewhere', config: 'lenet10', accuracies: [0.98] });
    const spec = readFileSync(join(folder, 'spec.yaml'), 'utf8');
    writeFileSync(join(folder, 'spec.yaml'), spec.replace(/^paper:\n(?: .*\n)+/m, ''));
    expect(report().runs[0]!.series).toContain('lenet10.d2500');
  });
});

describe('data', () => {
  test('a run on a thousand photographs is not a run on ImageNet', () => {
    makeRun({
      root: results.root,
      id: 'r',
      config: 'alexnet',
      record: data(1000, 1000, 'folders'),
      accuracies: [0.58],
    });
    expect(cell('table5.alexnet').main.verdict).toBe('not run');
    expect(report().runs[0]!.basis).toBe('1,000 training images, 1,000 test images');
  });

  test('a run on 1,281,167 and 50,000 images is a run on ImageNet', () => {
    const record = data(1_281_167, 50_000, 'folders');
    makeRun({ root: results.root, id: 'r', config: 'alexnet', record, accuracies: [0.58] });
    expect(cell('table5.alexnet').main.verdict).toBe('agrees, one run');
  });

  test('CIFAR-10 as JPEG files has a footnote', () => {
    const record = data(50_000, 10_000, 'folders');
    makeRun({ root: results.root, id: 'r', config: 'cifar3', record, accuracies: [0.8] });
    expect(report().deviations.filter(({ about }) => about === 'Data')).toMatchObject([
      { paper: 'cifar10', here: 'cifar10, read from folders, is used instead', series: ['cifar3'] },
    ]);
  });

  test('numbers of images missing from an old record are shown as not recorded', () => {
    makeRun({ root: results.root, id: 'r', config: 'cifar3', accuracies: [0.8] });
    expect(report().deviations.filter(({ about }) => about === 'Data')).toMatchObject([
      { paper: '50,000 training images', here: 'the number of images was not recorded' },
    ]);
  });
});

describe('the same seed twice', () => {
  const at = (updated_at: string) => ({ updated_at });

  test('the newest finished run counts, and the other one is listed', () => {
    const run = { root: results.root, config: 'lenet10', seed: 1 };
    makeRun({ ...run, id: 'a', record: at('2026-02-01'), accuracies: [0.97, 0.97, 0.97] });
    makeRun({ ...run, id: 'b', record: at('2026-01-01'), accuracies: [0.5, 0.5, 0.5] });
    const running = { status: 'running', record: at('2026-03-01') };
    makeRun({ ...run, id: 'c', ...running, accuracies: [0.1, 0.1] });
    const [first] = claim('F2b').main.checks;
    expect(first!.finding).toBe(
      '1 of 1 converged; final accuracy 97.00 % (1 seed); 1 not finished; not counted, superseded by a newer run of the same seed: b',
    );
    const [view] = report().figures.find(({ id }) => id === 'figure2')!.views;
    expect(view!.panels[0]!.lines[1]!.points.at(-1)!.mean).toBeCloseTo(97, 6);
  });
});

describe('footnotes', () => {
  test('do not mention the default DropIn length of a spec', () => {
    make('alexnet13', [0.593], ['dropin.length=300000']);
    const { deviations } = report();
    const notes = footnotesOf(['alexnet13.d300000'], deviations);
    const shown = deviations.filter(({ number }) => notes.includes(number));
    expect(shown.map(({ about }) => about)).toContain('Which of Caffe’s two AlexNets');
    expect(deviations.map(({ about }) => about)).not.toContain('DropIn length');
    expect(shown.some(({ here }) => here.includes('25,000'))).toBe(false);
  });

  test('list every choice that the paper leaves open', () => {
    expect(reporter.paper.data.deviations.map(({ about }) => about)).toEqual([
      'Framework',
      'Hardware',
      'Order of the images',
      'Where units are mixed',
      'What r depends on',
      'Order of the units',
      'What is copied',
      'The first iteration',
      'Gradual DropIn in tests',
    ]);
  });
});

describe('Caffe’s own files', () => {
  const layersOf = (config: string) =>
    loadSpec(`configs/${config}.yaml`).spec.network.flatMap(
      ({ conv, fc, block }) => conv ?? fc ?? block ?? [],
    );

  test('biases have the multipliers of the prototxt: 1 where it specifies none', () => {
    const multipliers = (config: string) =>
      layersOf(config).map(({ bias_lr_mult: lr, bias_decay_mult: decay }) => `${lr}/${decay}`);
    expect(multipliers('lenet')).toEqual(['2/1', '2/1', '2/1', '2/1']);
    expect(multipliers('cifar3-caffe')).toEqual(['2/1', '2/1', '1/1', '2/0']);
    expect(new Set(multipliers('alexnet'))).toEqual(new Set(['2/0']));
    expect(new Set(multipliers('vgg8'))).toEqual(new Set(['1/1']));
    expect(new Set(multipliers('vgg16'))).toEqual(new Set(['1/1']));
  });

  test('CaffeNet pools before normalizing, and has biases of 1 where bvlc_alexnet has 0.1', () => {
    const biases = layersOf('caffenet').map((layer) => layer.bias_filler);
    const values = biases.map((filler) => ('value' in filler ? filler.value : undefined));
    expect(values).toEqual([0, 1, 0, 1, 1, 1, 1, 0]);
    const kinds = loadSpec('configs/caffenet.yaml').spec.network.map((entry) => Object.keys(entry)[0]);
    expect(kinds.slice(0, 6)).toEqual(['conv', 'pool', 'lrn', 'conv', 'pool', 'lrn']);
  });
});

describe('conditions', () => {
  test('each claim about the runs of Figures 2 and 3 has a verdict under each setting', () => {
    const none = 'defaults.conv.activation=none';
    make('lenet10-plain', [0.114, 0.114, 0.114]);
    make('lenet10-plain', [0.98, 0.98, 0.98], ['defaults.conv.weight_filler={type: xavier}', none], 'xavier');
    const [table] = report().conditions;
    expect(table!.columns).toEqual(['F2a', 'F2b', 'F2c', 'F2d', 'F3a', 'F3b', 'F3c', 'X1', 'X2', 'P1']);
    expect(
      table!.rows.map(({ conditions, verdicts, reproduced }) => [
        conditions,
        verdicts.F2a!.verdict,
        reproduced,
      ]),
    ).toEqual([
      ['our choice: Gaussian 0.01 and ReLU in the convolutions', 'reproduced', 1],
      ['Caffe’s LeNet: xavier, no activation after the convolutions', 'contradicted', 0],
    ]);
  });

  test('staggered DropIns are a separate series, also when scaled', () => {
    const set = ['dropin.stagger=100'];
    makeRun({ root: results.root, id: 'r', config: 'lenet50', set, scale: 0.1, accuracies: [0.98] });
    expect(report().runs[0]!.series).toEqual(['lenet50.staggered']);
  });
});
