import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest gives each test file its own globals. onnxruntime-node makes its results with the process's
 * own Float32Array and then finds them to be of a foreign type; here both are the same.
 */
export default class NativeFloat32Environment extends TestEnvironment {
  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    super(...args);
    this.global.Float32Array = Float32Array;
    this.global.BigInt64Array = BigInt64Array;
  }
}
