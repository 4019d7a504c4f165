import { Resvg } from '@resvg/resvg-js';
import { createRequire } from 'node:module';

const FONT = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

/** Renders a drawing as a PNG on white at twice its size. The font ships with the project, so all machines draw the same. */
export function toPng(svg: string): Buffer {
  const image = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: 2 },
    font: { loadSystemFonts: false, fontFiles: [FONT], defaultFontFamily: 'DejaVu Sans' },
  });
  return image.render().asPng();
}

/** The drawing as a standalone file with a white background. */
export function standaloneSvg(svg: string): string {
  return svg.replace(/(<svg[^>]*>)/, '$1<rect width="100%" height="100%" fill="#ffffff"/>');
}
