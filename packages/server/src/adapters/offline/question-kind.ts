/** What kind of words a question asks for. */
export type QuestionKind = 'number' | 'time' | 'person' | 'place' | 'reason' | 'other';

/*
 * Question phrases of some languages, the first that matches decides, so the narrow ones come first. They carry no
 * subject: {@link withoutQuestionPhrases} takes them out before the rest is looked for in the sources.
 */
const PHRASES: readonly (readonly [QuestionKind, RegExp])[] = [
  [
    'time',
    /(?:^|[.!?,;:]\s*|\b(?:since|until|till|by|from|and|or|so)\s+)when\b|\b(?:(?:what|which|on which|in which|in what) (?:year|date|day|weekday|month|time|century|decade)|how (?:long|soon|quickly|fast|often|frequently|far ahead|early|late)|deadline)\b/giu,
  ],
  [
    'number',
    /\b(?:how (?:many|much|far|old|large|big|tall|high|deep|wide|heavy)|(?:what|which) (?:share|percentage|percent|number|amount|cost|price|fee|salary|rate|age|size)|from what)\b/giu,
  ],
  ['person', /(?:^|[.!?,;:]\s*|\b(?:and|or|so|by|to|for|with|from)\s+)(?:who|whom|whose)\b/giu],
  [
    'place',
    /(?:^|[.!?,;:]\s*|\b(?:and|or|so|from)\s+)where(?:abouts)?\b|\b(?:in |at |to )?(?:what|which) (?:place|city|country|town|building|room|address|state)\b/giu,
  ],
  ['reason', /\bwhy\b|\bwhat (?:is|was) the reason\b/giu],
  [
    'time',
    /\b(?:wann|wie lange|seit wann|bis wann|quand|combien de temps|cuándo|cuánto tiempo|quando|khi nào|bao lâu|năm nào|ngày nào|lúc nào)(?!\p{L})/giu,
  ],
  [
    'number',
    /\b(?:wie ?viele?|wie hoch|wie weit|wie groß|combien|cuánt[oa]s?|quant[oaie]s?|bao nhiêu|mấy)(?!\p{L})/giu,
  ],
  ['person', /\b(?:wer|wem|wen|wessen|quién(?:es)?|quem|ai|người nào)(?!\p{L})/giu],
  ['place', /\b(?:wo|wohin|woher|où|dónde|adónde|onde|dove|ở đâu|nơi nào)(?!\p{L})/giu],
  [
    'time',
    /什么时候|什麼時候|何时|何時|哪一?年|哪一?天|哪个?月|几月|几号|多久|多长时间|いつ|何年|何日|언제/gu,
  ],
  ['number', /多少个?|多少|几个|几名|几|多大|多高|多远|多长|いくつ|いくら|どのくらい|何人|몇|얼마/gu],
  ['person', /哪位|谁|誰|누가|누구/gu],
  ['place', /哪里|哪裡|哪儿|何处|何地|在哪|什么地方|哪个?国家|哪个?城市|どこ|어디/gu],
  ['reason', /为什么|為什麼|为何|なぜ|왜/gu],
  [
    'other',
    /什么样的|什么|什麼|甚麼|哪些|哪个|哪種|哪种|哪|怎样|怎么|怎麼|如何|是否|吗|呢|何を|何が|何|무엇|어떤/gu,
  ],
];

/** The kind of a question, by its wording. */
export function questionKind(question: string): QuestionKind {
  const plain = question.normalize('NFC');
  for (const [kind, phrase] of PHRASES) if (plain.search(phrase) >= 0) return kind;
  return 'other';
}

/** The question without the phrases that make it one. */
export function withoutQuestionPhrases(question: string): string {
  return PHRASES.reduce((text, [, phrase]) => text.replace(phrase, ' '), question.normalize('NFC'));
}

const NUMBER =
  /\p{N}|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|twice|once|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|zwei|drei|vier|fünf|deux|trois|quatre|cinq|dos|tres|cuatro|cinco)\b|[一二两三四五六七八九十百千万億亿]/iu;
const TIME =
  /\b(?:1[0-9]{3}|20[0-9]{2})\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|(?:minute|hour|day|week|month|year|decade|centur)\w*|daily|weekly|monthly|annual\w*|forever|immediately|before|after|until|during|century|năm|tháng|ngày|jahr\w*|monat\w*|tag\w*|woche\w*|stunde\w*|années?|mois|jours?|heures?|años?|meses?|mes|días?|horas?)\b|[年月日号時时周天]/iu;
const NAME = /(?<=[\p{L}\p{N},;:)"”’] )\p{Lu}[\p{L}.'’-]+|\p{Script=Han}{2,}|\p{Script=Katakana}{2,}/u;
const PLACE = /\b(?:in|at|near|on|from|to|ở|tại|in|im|à|en|dans|em)\s+(?:the )?\p{Lu}|[在于位]/u;
const ADDRESS =
  /\b(?:floor|street|avenue|road|st\.|ave\.|blvd|suite|located|location|address|headquarters|nằm ở|địa chỉ|straße|liegt in)(?!\p{L})|位于|地址|坐落/iu;
const REASON =
  /\b(?:because|since|due to|so that|in order to|therefore|reason|as a result|caused?|to avoid|vì|do đó|weil|denn|parce que|porque)\b|因为|由于|因此|所以|ため|때문/iu;

/** How far a sentence has words of the kind that the question asks for, 0..1, as far as its wording tells. */
export function offersKind(sentence: string, kind: QuestionKind): number {
  switch (kind) {
    case 'number':
      return Number(NUMBER.test(sentence));
    case 'time':
      return Number(TIME.test(sentence));
    case 'person':
      return Number(NAME.test(sentence));
    case 'place':
      if (ADDRESS.test(sentence)) return 1;
      if (PLACE.test(sentence)) return 0.7;
      return NAME.test(sentence) ? 0.4 : 0;
    case 'reason':
      return Number(REASON.test(sentence));
    case 'other':
      return 1;
  }
}
