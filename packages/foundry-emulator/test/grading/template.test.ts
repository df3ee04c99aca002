import { lookUp, render, resolveTemplate, variableFault, variablesOf } from '../../src/grading/contract/template.ts';

const scope = {
  item: { question: 'How much?', answers: [{ text: 'seven' }, 'eight'], price: 7, tags: { a: true }, 'odd name': 1 },
  sample: { output_text: 'It is 7.', output_json: { total: 7 } },
};

describe('a template', () => {
  it('takes text as it is and anything else as JSON', () => {
    expect(render('Q: {{item.question}} A: {{ sample.output_text }} ({{item.price}}, {{item.tags}})', scope)).toBe(
      'Q: How much? A: It is 7. (7, {"a":true})',
    );
  });

  it('reaches into objects and lists', () => {
    expect(render('{{item.answers[0].text}} {{item.answers.1}} {{sample.output_json.total}}', scope)).toBe(
      'seven eight 7',
    );
    expect(render('{{item.odd name}}', scope)).toBe('1');
  });

  it('gives the value itself for a lone variable', () => {
    expect(resolveTemplate(' {{item.tags}} ', scope)).toEqual({ a: true });
    expect(resolveTemplate('x{{item.price}}', scope)).toBe('x7');
  });

  it('names the variable that has no value, and what there is instead', () => {
    expect(() => render('{{item.anwser}}', scope)).toThrow(
      '{{item.anwser}} has no value: item has question, answers, price, tags, odd name.',
    );
    expect(() => render('{{sample.output_text}}', { item: {} })).toThrow('sample has no fields');
    expect(() => lookUp('item.constructor', scope)).toThrow('has no value');
  });

  it('refuses a field that is null instead of writing "null"', () => {
    expect(() => render('Q: {{item.question}}', { item: { question: null } })).toThrow(
      '{{item.question}} is null; give the field a value.',
    );
    expect(resolveTemplate('{{item.question}}', { item: { question: null } })).toBeNull();
  });

  it('does not replace what comes from the data', () => {
    expect(render('{{item.a}}', { item: { a: '{{item.b}}', b: 'secret' } })).toBe('{{item.b}}');
  });

  it('knows the namespaces item and sample only', () => {
    expect(variablesOf('{{item.x}} and {{ other.y }}')).toEqual(['item.x', 'other.y']);
    expect(variableFault('item.x')).toBeUndefined();
    expect(variableFault('item')).toContain('write {{item.field}}');
    expect(variableFault('other.y')).toContain('{{other.y}} is not a variable');
  });
});
