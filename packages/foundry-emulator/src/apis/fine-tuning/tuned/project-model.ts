import { perProject } from '../../../core/project/per-project.ts';
import { chooseModel } from '../../../model/choose-model.ts';
import { tunedModel } from './tuned-model.ts';

/** The model of a project, its fine-tuned models included. One instance, so that each turn of a scenario is spoken once. */
export const projectModel = perProject((project) => chooseModel(project, (model) => tunedModel(project, model)));
