const answers: readonly (readonly [question: string, answer: string])[] = [
  ['How long does delivery take?', 'Two to four working days. You get a mail with a tracking link when it leaves us.'],
  [
    'Can I change my delivery address?',
    'Yes, until the parcel is packed: answer the confirmation mail with the new address.',
  ],
  ['Do you ship abroad?', 'To all of the European Union, for 9.90 EUR.'],
  ['How can I pay?', 'By card, by bank transfer, or on invoice from your second order on.'],
  ['Can I return something?', 'Within 30 days, unused. The label for the parcel is in your account.'],
  ['When do I get my money back?', 'Within five working days after the parcel has reached us.'],
  ['My parcel is damaged, what now?', 'Send us a photo within 14 days, and choose between a new one and your money.'],
  ['Do you have a shop I can visit?', 'No, we are online only, which keeps prices low.'],
  ['How do I get an invoice?', 'It is in your account, under the order.'],
  ['Do you gift-wrap?', 'Yes, for 3.50 EUR a parcel, and with a card of your words.'],
  ['Is there a warranty?', 'Two years on everything, as the law says, and three on shoes.'],
  ['How do I reach a person?', 'By mail at any time, by telephone from nine to five on working days.'],
];

/** A training file in chat format, one example per line. */
export const trainingFile = (): string =>
  answers
    .map(([question, answer]) => ({
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: answer },
      ],
    }))
    .map((example) => `${JSON.stringify(example)}\n`)
    .join('');

/** The same questions with the expected answers, for a comparison of two models. */
export const questions = () => answers.map(([query, expected]) => ({ query, expected }));
