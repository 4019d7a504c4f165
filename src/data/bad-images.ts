import { DropinError } from '../common/errors.js';
import { EXIT } from '../common/exit-codes.js';

/** An image that cannot be read, and why. */
export interface BadImage {
  readonly file: string;
  readonly reason: string;
}

/** What happens at an image that cannot be read, or only with a warning. */
export class BadImages {
  private readonly known = new Map<string, BadImage>();
  private readonly warnedOf = new Map<string, BadImage>();

  /** @param onSkip Told of each skipped image once. */
  constructor(
    private readonly policy: 'fail' | 'skip',
    private readonly onSkip: (image: BadImage) => void = () => undefined,
  ) {}

  /** Skipped images, in the order they were met. */
  get list(): BadImage[] {
    return [...this.known.values()];
  }

  /** Images that were read although their files are not as they should be, in the order they were met. */
  get warned(): BadImage[] {
    return [...this.warnedOf.values()];
  }

  warn(image: BadImage): void {
    this.warnedOf.set(image.file, image);
  }

  /** @throws {DropinError} exit code 3, naming the file, unless bad images are skipped. */
  report(image: BadImage): void {
    if (this.policy === 'fail') {
      throw new DropinError(
        `data: ${image.file} ${image.reason}; repair or remove it, or set dataset.on_bad_image to skip ` +
          `(dropin datasets verify lists all bad images)`,
        EXIT.DATA,
      );
    }
    this.skip(image);
  }

  /**
   * Reports the images that the shards in `folder` were made without.
   *
   * @throws {DropinError} exit code 3, naming the first, unless bad images are skipped.
   */
  reportLeftOut(images: readonly BadImage[], folder: string): void {
    const [first] = images;
    if (this.policy === 'fail' && first !== undefined) {
      const more = images.length === 1 ? '' : `, and ${images.length - 1} more`;
      throw new DropinError(
        `data: ${folder} was made without ${first.file}, which ${first.reason}${more}; repair it and ` +
          'run dropin datasets prepare again, or set dataset.on_bad_image to skip',
        EXIT.DATA,
      );
    }
    images.forEach((image) => {
      this.skip(image);
    });
  }

  private skip(image: BadImage): void {
    if (this.known.has(image.file)) return;
    this.known.set(image.file, image);
    this.onSkip(image);
  }
}
