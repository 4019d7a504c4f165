import type { SolverSpec } from '../../spec/schema/solver.js';
import type { Graph } from '../graph.js';
import type { Node } from '../node.js';
import { mul } from '../ops/arithmetic.js';
import { scalar } from '../ops/constant.js';
import { applyDescent } from '../ops/descent.js';
import { applyMomentum } from '../ops/momentum.js';
import { regularized } from './decay.js';
import type { ParameterStep, SolverRule } from './rule.js';

/** Caffe's SGD (`sgd_solver.cpp`): V ← μV + lr·lr_mult·(∇L + λ·decay_mult·W); W ← W − V. The slot holds −V. */
export function sgd({ momentum }: SolverSpec): SolverRule {
  return () => (graph, step) => {
    const { variable, slots, rate } = step;
    const inPlace = step.decay !== 0 && momentum !== 0;
    const controls = inPlace ? [decayMomentum(graph, step, momentum)] : [];
    return applyMomentum(
      graph,
      {
        variable,
        accum: slots.momentum!,
        learningRate: rate,
        gradient: inPlace ? step.gradient : regularized(graph, step),
        momentum: scalar(graph, momentum),
        nesterov: false,
      },
      [...controls, ...step.lastUsers],
    );
  };
}

/**
 * Applies weight decay to the accumulator A = −V before the update multiplies it by μ: A ← A − (lr·λ/μ)·W. This happens in
 * place; adding the decay to the gradient would need two more arrays of the weights' size.
 */
function decayMomentum(graph: Graph, { rate, decay, slots, value }: ParameterStep, momentum: number): Node {
  const decayRate = mul(graph, rate, scalar(graph, decay / momentum));
  return applyDescent(graph, { variable: slots.momentum!, rate: decayRate, delta: value }, []);
}

/**
 * Caffe's Nesterov (`nesterov_solver.cpp`): V' ← μV + lr·g; W ← W − (1 + μ)V' + μV, with g = ∇L + λ·decay_mult·W.
 * TensorFlow's form is the same with A = −V: A ← μA − lr·g; W ← W + μA − lr·g.
 */
export function nesterov({ momentum }: SolverSpec): SolverRule {
  return () => (graph, step) =>
    applyMomentum(
      graph,
      {
        variable: step.variable,
        accum: step.slots.momentum!,
        learningRate: step.rate,
        gradient: regularized(graph, step),
        momentum: scalar(graph, momentum),
        nesterov: true,
      },
      step.lastUsers,
    );
}
