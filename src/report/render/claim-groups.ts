import type { ClaimResult } from '../judge/claim.js';
import type { Claim } from '../paper/claim-schema.js';

/** Claims under a heading of their own. */
export interface ClaimGroup {
  readonly title: string;
  /** Empty for the claims of the source. */
  readonly remark: string;
  readonly claims: readonly ClaimResult[];
}

const EXTENSIONS: readonly { part: Claim['part']; title: string; remark: string }[] = [
  {
    part: 'stand-in',
    title: 'Stand-ins',
    remark: 'Claims tested on other, smaller data. They say nothing about the numbers of the original data.',
  },
  {
    part: 'extension',
    title: 'Further questions',
    remark: 'Claims that go beyond the source, such as what it leaves for future work.',
  },
];

/** The claims of the source itself. */
export function ownClaims(claims: readonly ClaimResult[]): readonly ClaimResult[] {
  return claims.filter(({ claim }) => claim.part === 'own');
}

/** All claims, those of the source first; without the parts that have none. */
export function claimGroups(claims: readonly ClaimResult[]): readonly ClaimGroup[] {
  const own = { title: 'Claims', remark: '', claims: ownClaims(claims) };
  return [...(own.claims.length > 0 ? [own] : []), ...extensionsOf(claims)];
}

/** The other claims, by part; without the parts that have none. */
export function extensionsOf(claims: readonly ClaimResult[]): readonly ClaimGroup[] {
  return EXTENSIONS.map(({ part, ...group }) => ({
    ...group,
    claims: claims.filter(({ claim }) => claim.part === part),
  })).filter((group) => group.claims.length > 0);
}
