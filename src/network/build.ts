import { SpecIssuesError, type SpecIssue } from '../spec/issues.js';
import type { Descriptor } from '../spec/schema/descriptor.js';
import type { Spec } from '../spec/schema/spec.js';
import type { DraftNetwork } from './expand/draft.js';
import { expandEntries } from './expand/entries.js';
import type { Network } from './layer.js';
import { sameShape, showShape } from './layers/rules.js';
import { Placing } from './placing.js';
import { unusedLayers, withoutDropIn } from './reach.js';
import { topologicalOrder, wire } from './wiring.js';

/**
 * The network that a spec stands for on a data set: entries become layers, names are looked up (any layer may take any
 * other's output, so long as there is no cycle), and shapes are checked.
 *
 * @throws SpecIssuesError with everything that is wrong.
 */
export function buildNetwork(spec: Spec, descriptor: Descriptor): Network {
  const drafts = expandEntries(spec);
  const issues: SpecIssue[] = [...drafts.issues];
  const wired = wire(drafts, issues);
  // With a name taken twice it is open which layer is meant, and shapes would mislead.
  if (drafts.issues.length > 0) throw new SpecIssuesError(issues);

  const inputShape = croppedShape(spec, descriptor, issues);
  const placing = new Placing(issues);
  placing.add({ type: 'input', name: 'input', inputs: [], path: ['dataset'], shape: inputShape });
  for (const draft of topologicalOrder(wired, issues)) placing.addDraft(draft);
  addHeads(placing, drafts, descriptor, issues);
  if (issues.length === 0) issues.push(...unusedLayers(placing.layers));
  if (issues.length > 0) throw new SpecIssuesError(issues);
  return {
    layers: spec.dropin.mode === 'none' ? withoutDropIn(placing.layers) : placing.layers,
    imageShape: descriptor.image,
    inputShape,
    classes: descriptor.classes,
  };
}

/** The shape of the images as the network sees them: height, width, channels. */
function croppedShape(spec: Spec, { name, image }: Descriptor, issues: SpecIssue[]): Descriptor['image'] {
  const { crop } = spec.transform;
  const [height, width, channels] = image;
  if (crop === undefined) return image;
  if (crop > Math.min(height, width)) {
    const expected = `at most the size of the images of ${name}, ${height}×${width}`;
    issues.push({ path: ['transform', 'crop'], expected, found: String(crop) });
    return image;
  }
  return [crop, crop, channels];
}

/** `loss` and `accuracy`, which take the scores of the layer written last. */
function addHeads(
  placing: Placing,
  drafts: DraftNetwork,
  { name, classes }: Descriptor,
  issues: SpecIssue[],
): void {
  const scores = drafts.outputs.get(drafts.last)!;
  const shape = placing.shapeOf(scores);
  if (shape === undefined) return;
  const { layer } = placing.layers.find((placed) => placed.layer.name === scores)!;
  if (!sameShape(shape, [classes])) {
    issues.push({
      path: layer.path,
      expected: `${drafts.last}, the last layer, to have ${classes} outputs, one for each class of ${name}`,
      found: `the shape ${showShape(shape)}`,
    });
    return;
  }
  placing.add({ type: 'softmax_loss', name: 'loss', inputs: [scores], path: layer.path });
  placing.add({ type: 'accuracy', name: 'accuracy', inputs: [scores], path: layer.path });
}
