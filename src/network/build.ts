import { sameShape } from '../common/shapes.js';
import { SpecIssuesError, type SpecIssue } from '../spec/issues.js';
import type { Descriptor } from '../spec/schema/descriptor.js';
import type { Spec } from '../spec/schema/spec.js';
import type { DraftNetwork } from './expand/draft.js';
import { expandEntries } from './expand/entries.js';
import type { Network } from './layer.js';
import { showShape } from './layers/rules.js';
import { Placing } from './placing.js';
import { unusedLayers, withoutDropIn } from './reach.js';
import { topologicalOrder, wire } from './wiring.js';

/** What a network has to know of its data. */
type DescribedImages = Pick<Descriptor, 'name' | 'image' | 'classes'>;

/**
 * Builds a spec's network for a data set: expands entries into layers, resolves names (a layer may take the output of any
 * other, as long as there is no cycle) and checks shapes.
 *
 * @throws {SpecIssuesError} with every issue found.
 */
export function buildNetwork(spec: Spec, descriptor: DescribedImages): Network {
  const drafts = expandEntries(spec);
  const issues: SpecIssue[] = [...drafts.issues];
  const wired = wire(drafts, issues);
  // If a name is used twice, it is unclear which layer is meant: issues about shapes would mislead.
  if (drafts.issues.length > 0) throw new SpecIssuesError(issues);

  const inputShape = croppedShape(spec, descriptor, issues);
  issues.push(...colourIssues(spec, descriptor));
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

/** The shape of the images after the crop: height, width, channels. */
function croppedShape(
  spec: Spec,
  { name, image }: DescribedImages,
  issues: SpecIssue[],
): Descriptor['image'] {
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

/** Issues with colour changes that need images of another number of channels. */
function colourIssues({ transform }: Spec, { name, image: [, , channels] }: DescribedImages): SpecIssue[] {
  const { color_jitter: jitter, lighting } = transform;
  if (channels === 3) return [];
  const images = `as the images of ${name} have ${channels} ${channels === 1 ? 'channel' : 'channels'}`;
  const path = (...fields: string[]) => ['transform', ...fields];
  const issues: SpecIssue[] = [];
  if (lighting !== undefined)
    issues.push({ path: path('lighting'), expected: `no lighting, ${images}`, found: 'a mapping' });
  if (jitter !== undefined && channels !== 1)
    issues.push({ path: path('color_jitter'), expected: `no color_jitter, ${images}`, found: 'a mapping' });
  else if (jitter !== undefined)
    for (const field of ['saturation', 'hue'] as const) {
      if (jitter[field] === 0) continue;
      const found = String(jitter[field]);
      issues.push({ path: path('color_jitter', field), expected: `0, ${images}`, found });
    }
  return issues;
}

/** Adds `loss` and `accuracy`, whose input is the logits: the output of the last layer in the spec. */
function addHeads(
  placing: Placing,
  drafts: DraftNetwork,
  { name, classes }: DescribedImages,
  issues: SpecIssue[],
): void {
  const logits = drafts.outputs.get(drafts.last)!;
  const shape = placing.shapeOf(logits);
  if (shape === undefined) return;
  const { layer } = placing.layers.find((placed) => placed.layer.name === logits)!;
  if (!sameShape(shape, [classes])) {
    issues.push({
      path: layer.path,
      expected: `${drafts.last}, the last layer, to have ${classes} outputs, one per class of ${name}`,
      found: `shape ${showShape(shape)}`,
    });
    return;
  }
  placing.add({ type: 'softmax_loss', name: 'loss', inputs: [logits], path: layer.path });
  placing.add({ type: 'accuracy', name: 'accuracy', inputs: [logits], path: layer.path });
}
