import { useEffect, useRef } from 'react';
import { usePanel } from '../../ui/panelContext';
import type { FindingsList } from './createFindingsList';
import type { KeyPicture } from './keyPicture';
import type { FindingRow } from './types';

/** Side of the picture, CSS pixels; drawn at twice that for dense screens. */
const SIDE = 96;
const PIXELS = 2 * SIDE;

interface KeyPictureViewProps {
  readonly list: Pick<FindingsList, 'picture'>;
  readonly row: FindingRow;
}

/** The finding on the slice of its long axis, with both axes. */
export function KeyPictureView({ list, row: { measurement } }: KeyPictureViewProps) {
  const { texts } = usePanel();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown =
    measurement.phase === 'ready'
      ? JSON.stringify([measurement.imageId, measurement.values.axes])
      : null;
  const latest = useRef(measurement);
  useEffect(() => {
    latest.current = measurement;
  });
  useEffect(() => {
    let wanted = true;
    // Until the next one is there the last picture stays.
    void list.picture(latest.current, PIXELS).then(picture => {
      if (wanted && picture) draw(canvas.current, picture);
    });
    return () => {
      wanted = false;
    };
  }, [list, shown]);
  return (
    <canvas
      ref={canvas}
      className="sam-finding-picture"
      width={PIXELS}
      height={PIXELS}
      role="img"
      aria-label={texts.text('list.picture')}
      title={texts.text('list.picture')}
      style={{ width: SIDE, height: SIDE }}
    />
  );
}

function draw(canvas: HTMLCanvasElement | null, { pixels, axes }: KeyPicture): void {
  const context = canvas?.getContext('2d');
  if (!context) return;
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels), PIXELS), 0, 0);
  context.strokeStyle = '#4da3ff';
  context.lineWidth = 2;
  for (const [from, to] of axes) {
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  }
}
