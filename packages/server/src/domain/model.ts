/** `name@factory`, for instance `gpt-5-mini@OpenAI-API-Compatible` or `extractive@Offline`. */
export type ModelRef = `${string}@${string}`;

/** Sampling parameters; what is absent is left to the provider. */
export interface GenerationSettings {
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxOutputTokens?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
}

/** What a model is for. */
export type ModelKind = 'chat' | 'embedding' | 'rerank' | 'vision' | 'speech' | 'transcription';
