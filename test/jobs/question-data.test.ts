import { evaluationData, questionData } from '../../shared/jobs/types/evaluation-run/data.ts';

it('takes stored responses where rows are judged, and not where models are to answer them', () => {
  const data = { responses: ['resp_1'] };
  expect(evaluationData.safeParse(data).success).toBe(true);
  expect(questionData.safeParse(data).error?.issues).toMatchObject([{ path: ['responses'] }]);
  expect(questionData.safeParse({ fileId: 'file-1' }).success).toBe(true);
  expect(evaluationData.safeParse({ responses: ['not an id'] }).success).toBe(false);
});
