import type { Signature } from './compiled.js';
import { shapeText, tensorName, type Attr, type Node } from './node.js';

/** Nodes as text, one per line: `name = Op(inputs, ^controls) {attrs} : dtype[shape] @place`. */
export function dump({ nodes }: { readonly nodes: readonly Node[] }): string {
  return nodes.map((node) => line(node)).join('\n');
}

/** The interface of a signature: `train: images string[], labels int32[N] → result float32[2]`. */
export function signatureText(name: string, { inputs, outputs }: Signature): string {
  const list = (tensors: Signature['inputs']) =>
    Object.entries(tensors)
      .map(([key, { dtype, shape }]) => `${key} ${dtype}${shapeText(shape)}`)
      .join(', ');
  return `${name}: ${[list(inputs), `→ ${list(outputs)}`].filter((part) => part !== '').join(' ')}`;
}

function line(node: Node): string {
  const inputs = [...node.inputs.map(tensorName), ...node.controls.map((control) => `^${control.name}`)];
  const attrs = Object.entries(node.attrs)
    .filter(
      ([name]) => !['T', 'Tidx', 'Tshape', 'data_format', 'container', 'Index', 'Tpaddings'].includes(name),
    )
    .map(([name, attr]) => `${name}=${attrText(attr)}`);
  const outputs = node.outputs.map((output) => `${output.dtype}${shapeText(output.shape)}`);
  return [
    `${node.name} = ${node.op}(${inputs.join(', ')})`,
    attrs.length > 0 ? ` {${attrs.join(', ')}}` : '',
    outputs.length > 0 ? ` : ${outputs.join(', ')}` : '',
    node.place === undefined ? '' : ` @${node.place}`,
  ].join('');
}

function attrText(attr: Attr): string {
  if ('tensor' in attr) {
    const { values } = attr.tensor;
    return values.length > 8 ? `<${values.length} values>` : JSON.stringify(values);
  }
  if ('shape' in attr) return shapeText(attr.shape);
  return JSON.stringify(Object.values(attr)[0]);
}
