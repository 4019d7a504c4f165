import type { SolverSpec } from '../spec/schema/solver.js';

/** Raise it whenever a policy gives a different rate at some step. */
export const LEARNING_RATE_VERSION = 1;

/**
 * The learning rate of step t (0-based), before a parameter's lr_mult: the policy's rate times the warm-up factor.
 *
 * @param reductions Number of reductions so far that test passes decided (policy plateau).
 */
export function learningRate(solver: SolverSpec, t: number, reductions = 0): number {
  const rate = policyRate(solver, t, reductions);
  const { warmup } = solver;
  if (warmup === undefined || t >= warmup.iterations) return rate;
  return rate * (warmup.from + ((1 - warmup.from) * t) / warmup.iterations);
}

/** Caffe's `GetLearningRate` (`src/caffe/solvers/sgd_solver.cpp`), where t is `iter_`. Caffe has no cosine and plateau policies. */
function policyRate(solver: SolverSpec, t: number, reductions: number): number {
  const { base_lr: base, policy } = solver;
  switch (policy.type) {
    case 'fixed':
      return base;
    case 'step':
      return base * policy.gamma ** Math.floor(t / policy.step);
    case 'multistep':
      return base * policy.gamma ** policy.steps.filter((step) => step <= t).length;
    case 'inv':
      return base * (1 + policy.gamma * t) ** -policy.power;
    case 'exp':
      return base * policy.gamma ** t;
    case 'poly':
      return base * (1 - t / solver.iterations) ** policy.power;
    case 'cosine': {
      const fraction = (1 + Math.cos((Math.PI * t) / solver.iterations)) / 2;
      return base * (policy.final + (1 - policy.final) * fraction);
    }
    case 'sigmoid':
      return base / (1 + Math.exp(-policy.gamma * (t - policy.step)));
    case 'plateau':
      return Math.max(Math.min(base, policy.min_lr), base * policy.gamma ** reductions);
  }
}
