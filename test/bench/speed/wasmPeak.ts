/**
 * A WebAssembly module that does nothing but multiply and add: `run(n)` makes `n` rounds over
 * twelve independent accumulators of four floats (`a = a × b + c`), all held in registers, and
 * returns their sum. No relaxed SIMD, so no fused multiply-add: what onnxruntime-web uses.
 */
const ACCUMULATORS = 12;

/** Operations of one round: a multiplication and an addition in four lanes each. */
export const FLOP_PER_ROUND = ACCUMULATORS * 4 * 2;

const I32 = 0x7f;
const F32 = 0x7d;
const V128 = 0x7b;

const vector = (...bytes: number[]) => [...leb(bytes.length), ...bytes];
const section = (id: number, ...bytes: number[]) => [id, ...vector(...bytes)];
/** Unsigned LEB128. */
function leb(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...leb(value >>> 7)];
}
const simd = (code: number) => [0xfd, ...leb(code)];
const f32 = (value: number) => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const SPLAT = simd(0x13);
const LANE_0 = [...simd(0x1f), 0];
const ADD = simd(0xe4);
const MULTIPLY = simd(0xe6);

/** The module's bytes; it exports `run: (n: i32) => f32`. */
export function peakModule(): Uint8Array<ArrayBuffer> {
  const [rounds, factor, summand, first] = [0, 1, 2, 3];
  const all = Array.from({ length: ACCUMULATORS }, (_, i) => first + i);
  const round = all.flatMap(a =>
    [...get(a), ...get(factor), ...MULTIPLY].concat([...get(summand), ...ADD, ...set(a)]),
  );
  const code = [
    ...[...f32(0.5), ...SPLAT, ...set(factor), ...f32(1), ...SPLAT, ...set(summand)],
    ...all.flatMap(a => [...f32(a), ...SPLAT, ...set(a)]),
    // loop: one round, then n = n − 1, and again while n is not 0
    ...[0x03, 0x40, ...round],
    ...[...get(rounds), 0x41, 0x01, 0x6b, 0x22, rounds, 0x0d, 0x00, 0x0b],
    ...get(first),
    ...all.slice(1).flatMap(a => [...get(a), ...ADD]),
    ...[...LANE_0, 0x0b],
  ];
  const locals = [1, ...leb(ACCUMULATORS + 2), V128];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, 1, 0x60, 1, I32, 1, F32),
    ...section(3, 1, 0),
    ...section(7, 1, ...vector(...new TextEncoder().encode('run')), 0x00, 0),
    ...section(10, 1, ...vector(...locals, ...code)),
  ]);
}
