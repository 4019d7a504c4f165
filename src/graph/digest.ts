import type { CompiledGraph, Signature, SignatureName } from './compiled.js';
import { tensorName, type Attr, type Node, type Tensor, type TensorValue } from './node.js';
import { sha256 } from '../common/sha256.js';

/** Increases when the format of the text below changes, so that old digests do not match new ones. */
const VERSION = 1;

/** The signatures that compute a run's weights and curve. Saving, restoring and TensorBoard only move values. */
const COMPUTING: readonly SignatureName[] = [
  'init',
  'set_mean',
  'train',
  'train_deep',
  'evaluate',
  'evaluate_deep',
];

/** Computing signatures, too, of a graph whose iterations have several batches. */
const ACCUMULATING: readonly SignatureName[] = ['accumulate', 'accumulate_deep'];

/**
 * SHA-256 of what a compiled graph computes. For each computing signature it covers the inputs and the expression of each
 * output: every operation, attribute and constant, down to the fed tensors.
 *
 * It does not cover the names and the order of nodes, nor nodes that no such signature needs, so two compilers that emit the
 * same operations give the same digest. Nor does it cover fed values: weights, images and their mean, learning rate, p.
 */
export function graphDigest({ graph, signatures }: CompiledGraph): string {
  const accumulates = signatures.accumulate !== signatures.train;
  const names = accumulates ? [...COMPUTING, ...ACCUMULATING] : COMPUTING;
  const fedAs = new Map<Node, string>();
  for (const name of names)
    for (const [key, { node }] of Object.entries(signatures[name].inputs)) fedAs.set(node, key);
  const expressions = new Map<Node, string>();
  for (const node of graph.nodes) expressions.set(node, expressionDigest(node, expressions, fedAs.get(node)));
  const text = names.map((name) => `${name}: ${signatureText(signatures[name], expressions)}`);
  return sha256(`graph ${VERSION}\n${text.join('\n')}`);
}

function signatureText({ inputs, outputs }: Signature, expressions: ReadonlyMap<Node, string>): string {
  const all = (tensors: Readonly<Record<string, Tensor>>) =>
    Object.keys(tensors)
      .sort()
      .map((key) => `${key}=${tensorText(tensors[key]!, expressions)}`)
      .join(' ');
  return `(${all(inputs)}) → ${all(outputs)}`;
}

/** Digest of a node's operation, attributes and inputs; an input counts by its own digest. */
function expressionDigest(node: Node, expressions: ReadonlyMap<Node, string>, fedAs = ''): string {
  const attrs = Object.keys(node.attrs)
    .sort()
    .map((name) => `${name}=${attrText(node.attrs[name]!)}`);
  const inputs = node.inputs.map((input) => tensorText(input, expressions));
  const controls = node.controls.map((control) => `^${expressions.get(control)!}`).sort();
  return sha256([node.op, fedAs, ...attrs, '←', ...inputs, ...new Set(controls)].join(' '));
}

function tensorText(tensor: Tensor, expressions: ReadonlyMap<Node, string>): string {
  const expression = expressions.get(tensor.node);
  if (expression === undefined) throw new Error(`${tensorName(tensor)} comes after a node that uses it`);
  return `${expression}:${tensor.index}`;
}

function attrText(attr: Attr): string {
  if ('tensor' in attr) return valueText(attr.tensor);
  if ('float' in attr) return bytesText([attr.float]);
  return JSON.stringify(attr);
}

function valueText({ dtype, shape, values }: TensorValue): string {
  const text =
    dtype === 'float32'
      ? bytesText(values instanceof Float32Array ? [...values] : values.map(Number))
      : JSON.stringify(values);
  return `${dtype}${JSON.stringify(shape)}${text}`;
}

/** Numbers as TensorFlow receives them: rounded to float32. Distinguishes −0 from 0, and keeps NaN. */
function bytesText(values: readonly number[]): string {
  return Buffer.from(Float32Array.from(values).buffer).toString('base64');
}
