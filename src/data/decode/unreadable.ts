/** Why an image cannot be read: goes after the file's name. */
export class UnreadableImage extends Error {}
