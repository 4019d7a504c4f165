import type { Graph } from './graph.js';
import { shapeText, tensorName, type Attr, type Node } from './node.js';

/** A graph as text, one node per line: `name = Op(inputs, ^controls) {attrs} : dtype[shape]`. */
export function dump(graph: Graph): string {
  return graph.nodes.map((node) => line(node)).join('\n');
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
