import { plural } from '../common/format.js';
import type { Graph } from './graph.js';
import { isFloat, tensorName, type DType, type Node } from './node.js';
import type { OpDefinition } from './op.js';
import { operations } from './registry.js';

/**
 * Checks a finished graph before TensorFlow sees it: names are unique and valid in TensorFlow; every operation is registered
 * and has the required attributes and the right number and types of inputs; every node follows its inputs.
 *
 * @throws {Error} naming the first wrong node.
 */
export function verify(graph: Graph): void {
  const seen = new Set<Node>();
  const names = new Set<string>();
  for (const node of graph.nodes) {
    const problem = problemOf(node, seen, names);
    if (problem) throw new Error(`graph: node ${node.name} (${node.op}): ${problem}`);
    seen.add(node);
    names.add(node.name);
  }
}

function problemOf(node: Node, seen: ReadonlySet<Node>, names: ReadonlySet<string>): string | undefined {
  if (names.has(node.name)) return 'its name is already in use';
  if (!/^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/.test(node.name)) return 'TensorFlow does not accept its name';
  const late = [...node.inputs.map((input) => input.node), ...node.controls].find(
    (before) => !seen.has(before),
  );
  if (late) return `it comes before its input ${late.name}`;
  const definition = operations.get(node.op);
  if (!definition) return 'the operation is not registered';
  const missing = definition.attrs.find((attr) => !(attr in node.attrs));
  if (missing) return `attribute ${missing} is missing`;
  if (definition.outputs >= 0 && definition.outputs !== node.outputs.length) {
    return `expected ${plural(definition.outputs, 'output')}, found ${node.outputs.length}`;
  }
  return inputProblem(node, definition);
}

function inputProblem(node: Node, { inputs }: OpDefinition): string | undefined {
  const rest = inputs.at(-1) === 'rest';
  const fixed = rest ? inputs.slice(0, -1) : inputs;
  if (node.inputs.length < fixed.length || (!rest && node.inputs.length > fixed.length)) {
    return `expected ${rest ? 'at least ' : ''}${plural(fixed.length, 'input')}, found ${node.inputs.length}`;
  }
  const wanted = node.inputs.map((_, position) => {
    const kind = fixed[position] ?? fixed.at(-1);
    return kind === undefined ? 'any' : wantedType(kind, node, fixed);
  });
  const wrong = node.inputs.findIndex((input, position) => !accepts(wanted[position]!, input.dtype));
  const input = node.inputs[wrong];
  if (!input) return undefined;
  const expected = wanted[wrong] === 'float' ? 'float32 or bfloat16' : wanted[wrong]!;
  return `input ${wrong} (${tensorName(input)}): expected ${expected}, found ${input.dtype}`;
}

type InputKind = OpDefinition['inputs'][number];

/** Resolves `same` and `float` to the type of the first input that they share it with. */
function wantedType(kind: InputKind, { inputs }: Node, fixed: readonly InputKind[]): InputKind {
  if (kind !== 'same' && kind !== 'float') return kind;
  const first = inputs[fixed.indexOf(kind === 'same' ? 'any' : 'float')]!.dtype;
  return kind === 'same' || isFloat(first) ? first : 'float';
}

function accepts(wanted: InputKind, found: DType): boolean {
  return wanted === 'any' || wanted === found;
}
