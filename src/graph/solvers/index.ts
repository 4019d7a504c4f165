import type { SolverSpec } from '../../spec/schema/solver.js';
import { adagrad, rmsprop } from './adagrad.js';
import { adam, adamw } from './adam.js';
import type { SolverRule } from './rule.js';
import { nesterov, sgd } from './sgd.js';

/** The rule of each solver type; a type without one does not compile. */
const rules: Readonly<Record<SolverSpec['type'], (solver: SolverSpec) => SolverRule>> = {
  sgd,
  nesterov,
  adam,
  adamw,
  rmsprop,
  adagrad,
};

export function solverRule(solver: SolverSpec): SolverRule {
  return rules[solver.type](solver);
}
