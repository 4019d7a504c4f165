import type { SolverSpec } from '../../spec/schema/solver.js';
import { applyAdagrad } from '../ops/adagrad.js';
import { add, mul, realDiv } from '../ops/arithmetic.js';
import { scalar } from '../ops/constant.js';
import { applyDescent } from '../ops/descent.js';
import { sqrt } from '../ops/pow.js';
import { assignVariable, readVariable } from '../ops/variable.js';
import { regularized } from './decay.js';
import type { SolverRule } from './rule.js';

/**
 * Caffe's AdaGrad (`adagrad_solver.cpp`; Duchi, Hazan and Singer 2011): H ← H + g²; W ← W − lr·g / (√H + δ), with
 * g = ∇L + λ·decay_mult·W.
 */
export function adagrad({ delta }: SolverSpec): SolverRule {
  return () => (graph, step) =>
    applyAdagrad(
      graph,
      {
        variable: step.variable,
        squares: step.slots.squares!,
        rate: step.rate,
        epsilon: scalar(graph, delta),
        gradient: regularized(graph, step),
      },
      step.lastUsers,
    );
}

/**
 * Caffe's RMSProp (`rmsprop_solver.cpp`; Tieleman and Hinton 2012): H ← ρH + (1 − ρ)g²; W ← W − lr·g / (√H + δ). Built from
 * several operations, because TensorFlow's RMSProp adds δ under the root.
 */
export function rmsprop({ rms_decay: rho, delta }: SolverSpec): SolverRule {
  return () => (graph, step) => {
    const gradient = regularized(graph, step);
    const before = mul(graph, readVariable(graph, step.slots.squares!), scalar(graph, rho));
    const squares = add(graph, before, mul(graph, mul(graph, gradient, gradient), scalar(graph, 1 - rho)));
    const kept = assignVariable(graph, step.slots.squares!, squares);
    const direction = realDiv(graph, gradient, add(graph, sqrt(graph, squares), scalar(graph, delta)));
    const { variable, rate } = step;
    return applyDescent(graph, { variable, rate, delta: direction }, [kept, ...step.lastUsers]);
  };
}
