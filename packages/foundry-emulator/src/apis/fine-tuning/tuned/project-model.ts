import { perProject } from '../../../core/project/per-project.ts';
import { chooseModel } from '../../../model/choose-model.ts';
import { tunedModel } from './tuned-model.ts';

/** Model of a project, including its fine-tuned models. There is one instance, so that each turn of a scenario is used once. */
export const projectModel = perProject((project) => chooseModel(project, (model) => tunedModel(project, model)));
