import { expect, it } from 'vitest';
import { loadExperiment } from '../../../src/network/load.js';
import { renderSummary } from '../../../src/network/summary/render.js';
import { summarize } from '../../../src/network/summary/summary.js';
import { networkOf } from './helpers.js';

function summaryOf(config: string) {
  const { spec, network } = loadExperiment(`configs/${config}.yaml`);
  return summarize(network, spec.solver.batch);
}

it('lenet10 as text, like the paper’s Table 1', () => {
  expect(renderSummary(summaryOf('lenet10'), 'text')).toMatchInlineSnapshot(`
    "layer                   output  parameters  multiply-adds    memory
    -------------------------------------------------------------------
    data                   28×28×1                             200.7 kB
    conv1_1-20(5×5) relu  24×24×20         520        288,000    5.9 MB
    conv1_2-20(3×3) relu  24×24×20       3,620      2,073,600    5.9 MB
    dropin (1_1 + 1_2)    24×24×20                               2.9 MB
    conv1_3-20(3×3) relu  24×24×20       3,620      2,073,600    5.9 MB
    dropin (1_2 + 1_3)    24×24×20                               2.9 MB
    conv1_4-20(3×3) relu  24×24×20       3,620      2,073,600    5.9 MB
    dropin (1_3 + 1_4)    24×24×20                               2.9 MB
    conv1_5-20(3×3) relu  24×24×20       3,620      2,073,600    5.9 MB
    dropin (1_4 + 1_5)    24×24×20                               2.9 MB
    maxpool(2×2)          12×12×20                             737.3 kB
    conv2_1-50(5×5) relu    8×8×50      25,050      1,600,000    1.6 MB
    conv2_2-50(3×3) relu    8×8×50      22,550      1,440,000    1.6 MB
    dropin (2_1 + 2_2)      8×8×50                             819.2 kB
    conv2_3-50(3×3) relu    8×8×50      22,550      1,440,000    1.6 MB
    dropin (2_2 + 2_3)      8×8×50                             819.2 kB
    conv2_4-50(3×3) relu    8×8×50      22,550      1,440,000    1.6 MB
    dropin (2_3 + 2_4)      8×8×50                             819.2 kB
    conv2_5-50(3×3) relu    8×8×50      22,550      1,440,000    1.6 MB
    dropin (2_4 + 2_5)      8×8×50                             819.2 kB
    maxpool(2×2)            4×4×50                             204.8 kB
    fc3-500 relu               500     400,500        400,000  256.0 kB
    fc4-10                      10       5,010          5,000    2.6 kB
    soft-max                     1                                  4 B
    accuracy                     1                                  4 B
    -------------------------------------------------------------------
    total                              535,760     16,347,400   54.2 MB

    535.8 k parameters, 16.3 M multiply-adds per image, forward; memory: outputs for a batch of 64
    "
  `);
});

it('lenet as Markdown', () => {
  expect(renderSummary(summaryOf('lenet'), 'md')).toMatchInlineSnapshot(`
    "| layer | output | parameters | multiply-adds | memory |
    | --- | --: | --: | --: | --: |
    | data | 28×28×1 |  |  | 200.7 kB |
    | conv1-20(5×5) | 24×24×20 | 520 | 288,000 | 2.9 MB |
    | maxpool(2×2) | 12×12×20 |  |  | 737.3 kB |
    | conv2-50(5×5) | 8×8×50 | 25,050 | 1,600,000 | 819.2 kB |
    | maxpool(2×2) | 4×4×50 |  |  | 204.8 kB |
    | fc3-500 relu | 500 | 400,500 | 400,000 | 256.0 kB |
    | fc4-10 | 10 | 5,010 | 5,000 | 2.6 kB |
    | soft-max | 1 |  |  | 4 B |
    | accuracy | 1 |  |  | 4 B |
    | total |  | 431,080 | 2,293,000 | 5.2 MB |
    "
  `);
});

it('lenet as CSV', () => {
  expect(renderSummary(summaryOf('lenet'), 'csv')).toMatchInlineSnapshot(`
    "name,type,label,output_shape,parameters,multiply_adds,activation_bytes
    input,input,data,28x28x1,0,0,200704
    conv1,conv,conv1-20(5×5),24x24x20,520,288000,2949120
    pool1,pool,maxpool(2×2),12x12x20,0,0,737280
    conv2,conv,conv2-50(5×5),8x8x50,25050,1600000,819200
    pool2,pool,maxpool(2×2),4x4x50,0,0,204800
    fc3,fc,fc3-500,500,400500,400000,128000
    fc3/relu,relu,fc3/relu,500,0,0,128000
    fc4,fc,fc4-10,10,5010,5000,2560
    loss,softmax_loss,soft-max,,0,0,4
    accuracy,accuracy,accuracy,,0,0,4
    "
  `);
});

it('lenet as JSON, with the documented fields', () => {
  const summary = JSON.parse(renderSummary(summaryOf('lenet'), 'json')) as { layers: unknown[] };
  expect(Object.keys(summary)).toEqual(['layers', 'total_parameters', 'total_multiply_adds']);
  expect(summary).toMatchObject({ total_parameters: 431_080, total_multiply_adds: 2_293_000 });
  expect(summary.layers[1]).toEqual({
    name: 'conv1',
    type: 'conv',
    output_shape: [24, 24, 20],
    parameters: 520,
    multiply_adds: 288_000,
  });
});

it('a resized layer precedes its DropIn', () => {
  const network = networkOf(`
    - conv: {name: conv1_1, outputs: 4, kernel: 5}
    - conv: {name: conv3_2, outputs: 6, kernel: 3}
    - dropin: {from: conv1_1, resize: true}
    - fc: {outputs: 10}`);
  expect(summarize(network, 1).rows.map(({ label }) => label)).toEqual([
    'data',
    'conv1_1-4(5×5)',
    'conv3_2-6(3×3)',
    'resize (1_1)',
    'dropin (resized + 3_2)',
    'fc1-10',
    'soft-max',
    'accuracy',
  ]);
});

it.each(['lenet30', 'lenet50'])('%s fits into 100 columns', (config) => {
  const lines = renderSummary(summaryOf(config), 'text').split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines.length).toBeLessThan(120);
});
