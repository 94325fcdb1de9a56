/** A vector as providers write it, a list of numbers or base64 of little-endian floats; undefined for anything else. */
export function decodeVector(embedding: unknown): Float32Array | undefined {
  if (typeof embedding === 'string') return decodeBase64(embedding);
  if (!Array.isArray(embedding) || !embedding.every((value) => typeof value === 'number')) return undefined;
  return Float32Array.from(embedding);
}

function decodeBase64(text: string): Float32Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  // A copy: a small Buffer lies somewhere in a shared pool, where floats need not be aligned.
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** Scales a vector to length 1, in place. A vector without length, or with numbers that are none, becomes zero. */
export function toUnitLength(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!(squares > 0) || squares === Number.POSITIVE_INFINITY) return vector.fill(0);
  const scale = 1 / Math.sqrt(squares);
  for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) * scale;
  return vector;
}
