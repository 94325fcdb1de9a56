/** The best `size` of many scored keys: a binary heap with the worst kept one on top. */
export class TopList {
  readonly #size: number;
  readonly #scores: Float64Array;
  readonly #keys: Uint32Array;
  #count = 0;
  /** A score must be above this to get in. */
  floor = Number.NEGATIVE_INFINITY;

  constructor(size: number) {
    this.#size = size;
    this.#scores = new Float64Array(size);
    this.#keys = new Uint32Array(size);
    if (size === 0) this.floor = Number.POSITIVE_INFINITY;
  }

  offer(score: number, key: number): void {
    if (!(score > this.floor)) return;
    if (this.#count < this.#size) {
      this.#rise(this.#count++, score, key);
    } else {
      this.#sink(score, key);
    }
    if (this.#count === this.#size) this.floor = this.#scores[0] as number;
  }

  /** The keys, best first. */
  keys(): number[] {
    const order = Array.from({ length: this.#count }, (_, index) => index);
    const score = (index: number): number => this.#scores[index] as number;
    return order
      .sort((left, right) => score(right) - score(left))
      .map((index) => this.#keys[index] as number);
  }

  #rise(start: number, score: number, key: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if ((this.#scores[parent] as number) <= score) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#scores[index] = score;
    this.#keys[index] = key;
  }

  #sink(score: number, key: number): void {
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#count) break;
      const next = child + 1;
      if (next < this.#count && (this.#scores[next] as number) < (this.#scores[child] as number))
        child = next;
      if ((this.#scores[child] as number) >= score) break;
      this.#move(child, index);
      index = child;
    }
    this.#scores[index] = score;
    this.#keys[index] = key;
  }

  #move(from: number, to: number): void {
    this.#scores[to] = this.#scores[from] as number;
    this.#keys[to] = this.#keys[from] as number;
  }
}
