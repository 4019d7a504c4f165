import type { SpecIssue } from '../spec/issues.js';
import { nearest } from '../common/nearest.js';
import type { Draft, DraftNetwork, Reference } from './expand/draft.js';

/** A draft with its references resolved to layer names; undefined for a name that does not exist. */
export interface WiredDraft {
  readonly draft: Draft;
  readonly inputs: readonly (string | undefined)[];
}

/** The name by which the user knows a layer: `conv1`, also for conv1/relu. */
export function displayName(layer: string): string {
  return layer.split('/')[0]!;
}

/** Resolves every reference to a layer. A name that does not exist is an issue. */
export function wire(network: DraftNetwork, issues: SpecIssue[]): readonly WiredDraft[] {
  const find = (reference: Reference): string | undefined => {
    if ('layer' in reference) return reference.layer;
    const { output, path } = reference;
    const found = network.outputs.get(output);
    if (found !== undefined && found !== 'loss' && found !== 'accuracy') return found;
    const known = [...network.outputs.keys()];
    issues.push({
      path,
      expected: 'the name of a layer',
      found: JSON.stringify(output),
      suggestion: nearest(output, known),
    });
    return undefined;
  };
  return network.drafts.map((draft) => ({ draft, inputs: draft.inputs.map(find) }));
}

/**
 * Sorts the drafts so that each follows its inputs; otherwise keeps the order of the spec. A cycle is an issue: its layers,
 * and those that depend on them, are left out.
 */
export function topologicalOrder(drafts: readonly WiredDraft[], issues: SpecIssue[]): readonly WiredDraft[] {
  const byName = new Map(drafts.map((wired) => [wired.draft.layer.name, wired]));
  const state = new Map<WiredDraft, 'open' | 'sound' | 'broken'>();
  const order: WiredDraft[] = [];
  const trail: WiredDraft[] = [];

  const visit = (wired: WiredDraft): boolean => {
    const seen = state.get(wired);
    if (seen === 'open') {
      issues.push(cycleIssue(trail.slice(trail.indexOf(wired)), drafts));
      return false;
    }
    if (seen !== undefined) return seen === 'sound';
    state.set(wired, 'open');
    trail.push(wired);
    let sound = true;
    for (const input of wired.inputs) {
      const source = input === undefined ? undefined : byName.get(input);
      if (source !== undefined && !visit(source)) sound = false;
    }
    trail.pop();
    state.set(wired, sound ? 'sound' : 'broken');
    if (sound) order.push(wired);
    return sound;
  };

  for (const wired of drafts) visit(wired);
  return order;
}

/**
 * Points at a link that goes against the order of the spec.
 *
 * @param cycle Each layer takes the output of the next one, and the last layer that of the first.
 */
function cycleIssue(cycle: readonly WiredDraft[], drafts: readonly WiredDraft[]): SpecIssue {
  const links = cycle.map((consumer, i) => ({ consumer, source: cycle[(i + 1) % cycle.length]! }));
  const backward = links.find(({ consumer, source }) => drafts.indexOf(source) >= drafts.indexOf(consumer))!;
  const { consumer, source } = backward;
  const reference = consumer.draft.inputs[consumer.inputs.indexOf(source.draft.layer.name)]!;
  const names = cycle.map((wired) => displayName(wired.draft.layer.name)).reverse();
  const loop = [...names, names[0]!].filter((name, i, all) => i === 0 || name !== all[i - 1]);
  return {
    path: 'path' in reference ? reference.path : consumer.draft.layer.path,
    expected: 'a network without cycles',
    found: loop.length === 1 ? `${loop[0]!} → ${loop[0]!}` : loop.join(' → '),
  };
}
