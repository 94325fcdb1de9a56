import type { DeliveredAnswer } from '../../chat/delivered-event.ts';
import type { AnswerMessage, Conversation, Question } from '../../domain/conversation.ts';
import type { Dialog } from '../../domain/dialog.ts';
import type { PresentedExchange } from '../conversation-desk.ts';
import { answerText } from '../encoders/cumulative.ts';
import { type Reference, toReference } from '../encoders/reference.ts';

/** The four time fields of every row. */
export function timesOf({
  createdAt,
  updatedAt,
}: {
  readonly createdAt: number;
  readonly updatedAt: number;
}): object {
  return {
    create_time: createdAt,
    create_date: new Date(createdAt).toUTCString(),
    update_time: updatedAt,
    update_date: new Date(updatedAt).toUTCString(),
  };
}

/** The assistant's first words, as the first message of a conversation. */
export function prologueOf(conversation: Conversation): object {
  return { role: 'assistant', content: conversation.opener };
}

/** A conversation without what was said in it. */
export function toConversationRow(conversation: Conversation): object {
  const { id, dialogId, name, userId } = conversation;
  return { id, dialog_id: dialogId, name, user_id: userId, ...timesOf(conversation) };
}

/** A conversation with its messages; the k-th answer after the prologue has the k-th reference. */
export function toFullConversationRow(
  conversation: Conversation,
  exchanges: readonly PresentedExchange[],
): object {
  const shown = exchanges.map(({ question, answers }) => ({ question, last: answers.at(-1) }));
  return {
    ...toConversationRow(conversation),
    message: [
      prologueOf(conversation),
      ...shown.flatMap(({ question, last }) =>
        last === undefined
          ? [toUserMessage(question)]
          : [toUserMessage(question), toAssistantMessage(last.message, last.answer)],
      ),
    ],
    reference: shown.flatMap(({ last }): Reference[] =>
      last === undefined ? [] : [toReference(last.answer)],
    ),
  };
}

function toUserMessage({ id, content, documentIds, createdAt }: Question): object {
  const attached = documentIds.length === 0 ? {} : { doc_ids: documentIds };
  return { role: 'user', content, id, ...attached, created_at: createdAt / 1_000 };
}

function toAssistantMessage({ id, status, createdAt }: AnswerMessage, answer: DeliveredAnswer): object {
  return { role: 'assistant', content: answerText(answer), id, created_at: createdAt / 1_000, status };
}

/** An assistant in the stored form of the contract. */
export function toDialogRow(
  dialog: Dialog,
  knowledgeBases: readonly { readonly id: string; readonly name: string }[],
): object {
  const { settings, ref } = dialog.model;
  const { retrieval, prompt, question, answer } = dialog;
  return {
    id: dialog.id,
    tenant_id: dialog.tenantId,
    name: dialog.name,
    description: dialog.description,
    icon: '',
    language: 'English',
    llm_id: ref ?? '',
    llm_setting: {
      temperature: settings.temperature,
      top_p: settings.topP,
      frequency_penalty: settings.frequencyPenalty,
      presence_penalty: settings.presencePenalty,
      max_tokens: settings.maxOutputTokens,
    },
    prompt_type: 'simple',
    prompt_config: {
      system: prompt.system,
      prologue: prompt.opener,
      parameters: prompt.variables.map(({ name, required }) => ({ key: name, optional: !required })),
      empty_response: prompt.whenNothingFound ?? '',
      quote: answer.cite,
      tts: answer.speak !== undefined,
      refine_multiturn: question.rewriteFollowUps,
      keyword: question.addKeywords,
      cross_languages: question.translateInto,
    },
    meta_data_filter: {},
    similarity_threshold: retrieval.minimumScore,
    vector_similarity_weight: retrieval.vectorWeight ?? 0.3,
    top_n: retrieval.topN,
    top_k: retrieval.candidates,
    do_refer: '1',
    rerank_id: retrieval.rerank ?? '',
    kb_ids: knowledgeBases.map(({ id }) => id),
    kb_names: knowledgeBases.map(({ name }) => name),
    status: '1',
    ...timesOf(dialog),
  };
}
