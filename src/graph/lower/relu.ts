import type { ReluLayer } from '../../network/layer.js';
import { relu } from '../ops/relu.js';
import { onlyInput, type Lowering } from './context.js';

export const lowerRelu: Lowering<ReluLayer> = ({ graph }, _placed, inputs) => relu(graph, onlyInput(inputs));
