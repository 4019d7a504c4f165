import type { LeakyReluLayer, PlainActivationLayer } from '../../network/layer.js';
import type { OnnxGraph } from './graph.js';
import type { OnnxLowering } from './lowering.js';

/** The form of an activation that is one operation of ONNX. */
export function onnxActivation(op: string): OnnxLowering<PlainActivationLayer> {
  return ({ graph }, { layer }, [x]) => graph.add(op, [x!], { name: `${layer.name}/output` });
}

export const onnxLeakyRelu: OnnxLowering<LeakyReluLayer> = ({ graph }, { layer }, [x]) => {
  const attributes = { alpha: { float: layer.negativeSlope } };
  return graph.add('LeakyRelu', [x!], { attributes, name: `${layer.name}/output` });
};

/** x·½(1 + erf(x / √2)): ONNX has Gelu only from opset 20 on. */
export const onnxGelu: OnnxLowering<PlainActivationLayer> = ({ graph }, { layer: { name } }, [x]) => {
  const scaled = multiplied(graph, name, x!, Math.SQRT1_2);
  return halfOfOnePlus(graph, name, {
    x: x!,
    sigmoidal: graph.add('Erf', [scaled], { name: `${name}/erf` }),
  });
};

/** ½x(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
export const onnxGeluTanh: OnnxLowering<PlainActivationLayer> = ({ graph }, { layer: { name } }, [x]) => {
  const square = graph.add('Mul', [x!, x!], { name: `${name}/square` });
  const root = Math.sqrt(2 / Math.PI);
  const slope = graph.add(
    'Add',
    [multiplied(graph, name, square, 0.044715 * root), graph.scalar(`${name}/root`, root)],
    {
      name: `${name}/slope`,
    },
  );
  const argument = graph.add('Mul', [x!, slope], { name: `${name}/argument` });
  return halfOfOnePlus(graph, name, {
    x: x!,
    sigmoidal: graph.add('Tanh', [argument], { name: `${name}/tanh` }),
  });
};

function multiplied(graph: OnnxGraph, name: string, x: string, factor: number): string {
  return graph.add('Mul', [x, graph.scalar(`${name}/factor`, factor)], { name: `${name}/scaled` });
}

/** ½x(1 + sigmoidal). */
function halfOfOnePlus(
  graph: OnnxGraph,
  name: string,
  { x, sigmoidal }: { readonly x: string; readonly sigmoidal: string },
): string {
  const sum = graph.add('Add', [sigmoidal, graph.scalar(`${name}/one`, 1)], { name: `${name}/sum` });
  const whole = graph.add('Mul', [x, sum], { name: `${name}/whole` });
  return graph.add('Mul', [whole, graph.scalar(`${name}/half`, 0.5)], { name: `${name}/output` });
}
