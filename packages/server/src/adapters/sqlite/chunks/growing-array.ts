/** A Uint32Array that doubles when it is full. */
export class GrowingUint32Array {
  #array: Uint32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 1024) {
    this.#array = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.#array.length) {
      const larger = new Uint32Array(this.#array.length * 2);
      larger.set(this.#array);
      this.#array = larger;
    }
    this.#array[this.length++] = value;
  }

  pushAll(values: Uint32Array): void {
    for (const value of values) this.push(value);
  }

  increment(index: number): void {
    this.#array[index] = (this.#array[index] as number) + 1;
  }

  /** What has been pushed; shares its memory, so it is of the moment. */
  view(): Uint32Array<ArrayBuffer> {
    return this.#array.subarray(0, this.length);
  }
}
