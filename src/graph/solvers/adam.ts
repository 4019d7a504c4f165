import type { SolverSpec } from '../../spec/schema/solver.js';
import type { Graph } from '../graph.js';
import type { Node, Tensor } from '../node.js';
import { add, mul } from '../ops/arithmetic.js';
import { applyAdam } from '../ops/adam.js';
import { cast } from '../ops/cast.js';
import { scalar } from '../ops/constant.js';
import { applyDescent } from '../ops/descent.js';
import { powOf } from '../ops/pow.js';
import { regularized } from './decay.js';
import type { ParameterStep, SolverInputs, SolverRule } from './rule.js';

/**
 * Caffe's Adam (`adam_solver.cpp`), the same as TensorFlow's `ResourceApplyAdam` (Kingma and Ba 2015, end of section 2: ε is
 * added to the uncorrected √v). β1 is the spec's momentum, β2 its momentum2, ε its delta. Weight decay is part of the
 * gradient.
 */
export function adam(solver: SolverSpec): SolverRule {
  return adaptive(solver, (graph, step) => ({ gradient: regularized(graph, step), controls: [] }));
}

/**
 * AdamW (Loshchilov and Hutter 2019, as in PyTorch's `torch.optim.AdamW`): W ← W − lr·lr_mult·λ·decay_mult·W, then Adam's
 * update with the gradient of the loss only.
 */
export function adamw(solver: SolverSpec): SolverRule {
  return adaptive(solver, (graph, step) => {
    const { gradient, variable, value, rate, decay, lastUsers } = step;
    if (decay === 0) return { gradient, controls: [] };
    const decayRate = mul(graph, rate, scalar(graph, decay));
    const decayed = applyDescent(graph, { variable, rate: decayRate, delta: value }, lastUsers);
    return { gradient, controls: [decayed] };
  });
}

type Decayed = (
  graph: Graph,
  step: ParameterStep,
) => { readonly gradient: Tensor; readonly controls: readonly Node[] };

function adaptive({ momentum, momentum2, delta }: SolverSpec, decayed: Decayed): SolverRule {
  return (graph, inputs) => {
    const [beta1, beta2, epsilon] = [momentum, momentum2, delta].map((value) => scalar(graph, value)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const step = stepNumber(graph, inputs);
    const [beta1Power, beta2Power] = [powOf(graph, beta1, step), powOf(graph, beta2, step)];
    return (graph, one) => {
      const { gradient, controls } = decayed(graph, one);
      const { variable, slots, rate, lastUsers } = one;
      const [m, v] = [slots.adam_m!, slots.adam_v!];
      const scalars = { beta1Power, beta2Power, rate, beta1, beta2, epsilon };
      return applyAdam(graph, { variable, m, v, ...scalars, gradient }, [...controls, ...lastUsers]);
    };
  };
}

/** t, counted from 1, as a float32 scalar. */
function stepNumber(graph: Graph, { iteration }: SolverInputs): Tensor {
  if (iteration === undefined) throw new Error('Adam needs the iteration');
  return add(graph, cast(graph, iteration, 'float32'), scalar(graph, 1));
}
