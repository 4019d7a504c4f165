import { createHash } from 'node:crypto';
import type { CompiledGraph, Signature, SignatureName } from './compiled.js';
import { tensorName, type Attr, type Node, type Tensor, type TensorValue } from './node.js';

/** Changes when the text below is written otherwise, so that digests of before are not compared with it. */
const VERSION = 1;

/** The signatures that compute a run's weights and curve; saving, restoring and TensorBoard only move them. */
const COMPUTING: readonly SignatureName[] = [
  'init',
  'set_mean',
  'train',
  'train_deep',
  'evaluate',
  'evaluate_deep',
];

/**
 * SHA-256 of what a compiled graph computes: of each computing signature, what it is fed and the expression of what it
 * returns, operation by operation down to the fed tensors, with every attribute and constant. The names and the order of the
 * nodes do not count, nor do nodes that no such signature needs: two compilers that emit the same operations have the same
 * digest. Values that are fed do not count either: the weights, the images and their mean, the learning rate, p.
 */
export function graphDigest({ graph, signatures }: CompiledGraph): string {
  const fedAs = new Map<Node, string>();
  for (const name of COMPUTING)
    for (const [key, { node }] of Object.entries(signatures[name].inputs)) fedAs.set(node, key);
  const expressions = new Map<Node, string>();
  for (const node of graph.nodes) expressions.set(node, expressionDigest(node, expressions, fedAs.get(node)));
  const text = COMPUTING.map((name) => `${name}: ${signatureText(signatures[name], expressions)}`);
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

/** Digest of a node's operation, attributes and inputs, each input by its own digest. */
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
  if (expression === undefined) throw new Error(`${tensorName(tensor)} comes after a node that takes it`);
  return `${expression}:${tensor.index}`;
}

function attrText(attr: Attr): string {
  if ('tensor' in attr) return valueText(attr.tensor);
  if ('float' in attr) return bytesText([attr.float]);
  return JSON.stringify(attr);
}

function valueText({ dtype, shape, values }: TensorValue): string {
  const text = dtype === 'float32' ? bytesText(values.map(Number)) : JSON.stringify(values);
  return `${dtype}${JSON.stringify(shape)}${text}`;
}

/** Numbers as TensorFlow gets them: rounded to float32, with −0 and NaN told apart. */
function bytesText(values: readonly number[]): string {
  return Buffer.from(Float32Array.from(values).buffer).toString('base64');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
