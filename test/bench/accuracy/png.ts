import { crc32, deflateSync } from 'node:zlib';

/** An 8-bit grey PNG (ISO/IEC 15948). */
export function encodePng(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  // Each row begins with its filter type: 0, none.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** Digits of 3 × 5 pixels, a row per three bits. */
const DIGITS = [0x7b6f, 0x2c97, 0x73e7, 0x73cf, 0x5bc9, 0x79cf, 0x79ef, 0x7249, 0x7bef, 0x7bcf];

/** Tiles side by side, each with its number in the corner. */
export class ContactSheet {
  readonly #tiles: Uint8Array[] = [];

  constructor(
    private readonly tile: number,
    private readonly columns: number,
  ) {}

  /** Adds a tile of `tile × tile` grey levels; returns its number. */
  add(pixels: Uint8Array): number {
    const number = this.#tiles.push(pixels.slice()) - 1;
    Array.from(String(number), Number).forEach((digit, n) => {
      for (let bit = 0; bit < 15; bit++) {
        if (!((DIGITS[digit] >> (14 - bit)) & 1)) continue;
        for (let part = 0; part < 4; part++) {
          const x = 2 + 8 * n + 2 * (bit % 3) + (part & 1);
          const y = 2 + 2 * Math.floor(bit / 3) + (part >> 1);
          this.#tiles[number][y * this.tile + x] = 255;
        }
      }
    });
    return number;
  }

  png(): Uint8Array {
    const step = this.tile + 2;
    const width = this.columns * step;
    const height = Math.max(1, Math.ceil(this.#tiles.length / this.columns)) * step;
    const sheet = new Uint8Array(width * height).fill(128);
    this.#tiles.forEach((pixels, n) => {
      const left = (n % this.columns) * step;
      const top = Math.floor(n / this.columns) * step;
      for (let y = 0; y < this.tile; y++) {
        sheet.set(pixels.subarray(y * this.tile, (y + 1) * this.tile), (top + y) * width + left);
      }
    });
    return encodePng(sheet, width, height);
  }
}
